import type { Located } from '../diagnostics/located.ts';
import { endOfName, HASH, isLineBreak } from '../python/characters.ts';
import { isQuote, isTripleQuote, skipString } from '../python/skip-string.ts';
import { skipTrivia } from './skip-expression.ts';

const ENDS = ';#\r\n';

/**
 * The docstring of a body that begins at `start`: its text as Python cleans it (`inspect.cleandoc`,
 * escapes left as they are written), and the span of the whole literal.
 */
export function readDocstring(text: string, start: number, limit: number): Located | undefined {
  const first = skipTrivia(text, start, limit);
  const prefixEnd = endOfName(text, first);
  const quoteAt = prefixEnd < limit ? prefixEnd : first;
  if (!isQuote(text.charCodeAt(quoteAt)) || quoteAt >= limit) return undefined;
  if (!/^[ru]?$/i.test(text.slice(first, prefixEnd))) return undefined;
  const end = skipString(text, quoteAt);
  if (end < 0 || end > limit || !isStatement(text, end, limit)) return undefined;
  const marks = isTripleQuote(text, quoteAt) && end - quoteAt >= 6 ? 3 : 1;
  const content = text.slice(quoteAt + marks, end - marks);
  return { text: cleanIndentation(content), span: { start: first, end } };
}

/** Whether nothing but the end of its statement follows a literal. */
function isStatement(text: string, end: number, limit: number): boolean {
  const next = skipTrivia(text, end, limit);
  if (next >= limit || ENDS.includes(text[next] ?? '')) return true;
  for (let at = end; at < next; at++)
    if (isLineBreak(text.charCodeAt(at)) || text.charCodeAt(at) === HASH) return true;
  return false;
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
