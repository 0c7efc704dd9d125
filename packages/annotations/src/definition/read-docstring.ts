import type { Located } from '../diagnostics/located.ts';
import { BACKSLASH, endOfName, skipBlanks, skipLineBreak, SPACE } from '../python/characters.ts';
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
    if (quoteAt > at && !/^[ru]$/i.test(text.slice(at, quoteAt))) return undefined;
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
  const expanded = content.includes('\t') ? content.replaceAll('\t', '        ') : content;
  const lines = expanded.split(expanded.includes('\r') ? /\r\n|\r|\n/ : '\n');
  // The first and the last line with anything on it, and the least that those below are indented.
  let first = -1;
  let last = -1;
  let margin = Infinity;
  for (let index = 0; index < lines.length; index++) {
    const indent = indentOf(lines[index] ?? '');
    if (indent < 0) continue;
    if (first < 0) first = index;
    last = index;
    if (index > 0 && indent < margin) margin = indent;
  }
  if (first < 0) return '';
  for (let index = first; index <= last; index++) {
    const line = lines[index] ?? '';
    lines[index] = index === 0 ? line.trimStart() : line.slice(margin);
  }
  return lines.slice(first, last + 1).join('\n');
}

/** How much white space begins a line; -1 where nothing else stands on it. */
function indentOf(line: string): number {
  let at = 0;
  while (line.charCodeAt(at) === SPACE) at++;
  // Below are the other spaces, and above ASCII there are some more.
  const code = line.charCodeAt(at);
  return code > SPACE && code < 128 ? at : line.search(/\S/);
}
