import type { Located } from '../diagnostics/located.ts';
import { BACKSLASH, endOfName, skipBlanks, skipLineBreak } from '../python/characters.ts';
import { isQuote, isTripleQuote, skipString } from '../python/skip-string.ts';
import { skipTrivia } from './skip-expression.ts';

const ENDS = ';#\r\n';

/**
 * The docstring of a body that begins at `start`: its text as Python cleans it (`inspect.cleandoc`,
 * escapes left as they are written), and the span of the whole literal.
 */
export function readDocstring(text: string, start: number, limit: number): Located | undefined {
  const first = skipTrivia(text, start, limit);
  let content = '';
  let end = first;
  // Strings that stand side by side are one.
  for (let at = first; at < limit && (end === first || !endsStatement(text, end, limit));) {
    const quoteAt = endOfName(text, at);
    if (!isQuote(text.charCodeAt(quoteAt)) || quoteAt >= limit) return undefined;
    if (!/^[ru]?$/i.test(text.slice(at, quoteAt))) return undefined;
    end = skipString(text, quoteAt);
    if (end < 0 || end > limit) return undefined;
    const marks = isTripleQuote(text, quoteAt) && end - quoteAt >= 6 ? 3 : 1;
    content += text.slice(quoteAt + marks, end - marks);
    at = skipTrivia(text, end, limit);
  }
  if (end === first) return undefined;
  return { text: cleanIndentation(content), span: { start: first, end } };
}

/** Whether the statement ends behind the literal that ends at `end`. */
function endsStatement(text: string, end: number, limit: number): boolean {
  let at = skipBlanks(text, end);
  while (text.charCodeAt(at) === BACKSLASH) at = skipBlanks(text, skipLineBreak(text, at + 1));
  return at >= limit || ENDS.includes(text[at] ?? '');
}

function cleanIndentation(content: string): string {
  const [first = '', ...rest] = content.replaceAll('\t', '        ').split(/\r\n|\r|\n/);
  const indents = rest.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const margin = indents.length > 0 ? indents.reduce((a, b) => Math.min(a, b)) : 0;
  const lines = [first.trimStart(), ...rest.map((line) => line.slice(margin))];
  while (lines.length > 1 && lines[0]?.trim() === '') lines.shift();
  while (lines.length > 1 && lines.at(-1)?.trim() === '') lines.pop();
  return lines.join('\n').trim() === '' ? '' : lines.join('\n');
}
