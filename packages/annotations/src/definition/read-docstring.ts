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
  if (!/[\r\n\t]/.test(content)) return content.trimStart();
  const [first = '', ...rest] = content.replaceAll('\t', '        ').split(/\r\n|\r|\n/);
  let margin = Infinity;
  for (const line of rest) {
    const indent = line.search(/\S/);
    if (indent >= 0 && indent < margin) margin = indent;
  }
  const lines = [
    first.trimStart(),
    ...rest.map((line) => line.slice(Math.min(margin, line.length))),
  ];
  const isBlank = (line: string): boolean => line.trim() === '';
  const begin = lines.findIndex((line) => !isBlank(line));
  return begin < 0
    ? ''
    : lines.slice(begin, lines.findLastIndex((line) => !isBlank(line)) + 1).join('\n');
}
