import { toHeader, type Header, type TagLine } from '../header/header.ts';
import { isCoreLine, isNameLine, isProse } from '../header/is-core-line.ts';
import { isMeantAsTag } from '../header/nearest-tag.ts';
import { readTagLine } from '../header/read-tag-line.ts';
import { BYTE_ORDER_MARK, endOfLine, skipBlanks, skipLineBreak } from '../python/characters.ts';
import { columnOf } from '../python/indentation.ts';
import type { CommentStyle } from './script-languages.ts';

/**
 * Finds the headers of a text in another language than Python: comment lines up to a line of code,
 * or up to a second `name`. Of a file that is one script, the first that says `language` counts.
 */
export function findScriptHeaders(text: string, style: CommentStyle): readonly Header[] {
  const { mark, block, isOneScript } = style;
  const headers: Header[] = [];
  let lines: TagLine[] = [];
  const take = (): void => {
    const isHeader = lines.some(isCoreLine) && !lines.every(isProse);
    if (isHeader && (!isOneScript || lines.some(({ tag }) => tag.text === 'language')))
      headers.push(toHeader(lines.filter(isMeantAsTag)));
    lines = [];
  };
  let at = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  while (at < text.length && !(isOneScript && headers.length > 0)) {
    const first = skipBlanks(text, at);
    let end = endOfLine(text, first);
    if (block && text.startsWith(block[0], first)) {
      const close = text.indexOf(block[1], first + block[0].length);
      end = close < 0 ? text.length : endOfLine(text, close);
    } else if (text.startsWith(mark, first)) {
      const place = { end, column: columnOf(text, at, first), mark: mark.length };
      const line = readTagLine(text, first, place);
      if (line && isNameLine(line) && lines.some(isNameLine)) take();
      if (line) lines.push(line);
    } else if (end > first) take();
    at = skipLineBreak(text, end);
  }
  take();
  return isOneScript ? headers.slice(0, 1) : headers;
}
