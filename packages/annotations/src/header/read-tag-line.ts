import { locate } from '../diagnostics/located.ts';
import { COLON, endOfName, isBlank, skipBlanks, SLASH, trimEnd } from '../python/characters.ts';
import type { TagLine } from './header.ts';
import { tagWords, TOOL_COMMENTS } from './tag-table.ts';

const DOT = 46;
const HYPHEN = 45;
const LONGEST_TAG = 100;

/** Where a comment ends and stands, and how long the mark is that begins it: 1 for `#`. */
export interface CommentPlace {
  readonly end: number;
  readonly column: number;
  readonly mark?: number;
}

/**
 * Reads the comment between `hash` and `end` as a tag line, `# tag : value`; `undefined` for any
 * other comment. Whether the tag is a known one is not asked here.
 */
export function readTagLine(
  text: string,
  hash: number,
  { end, column, mark = 1 }: CommentPlace,
): TagLine | undefined {
  const start = skipBlanks(text, hash + mark);
  const tagEnd = endOfTag(text, start);
  const colon = skipBlanks(text, tagEnd);
  if (tagEnd === start || text.charCodeAt(colon) !== COLON) return undefined;
  if (isAddress(text, colon)) return undefined;
  const known = tagWords(text, start, tagEnd);
  const tag = known ?? text.slice(start, tagEnd);
  if (known === undefined && TOOL_COMMENTS.has(tag)) return undefined;
  const valueStart = Math.min(skipBlanks(text, colon + 1), end);
  const valueEnd = trimEnd(text, end, valueStart);
  return {
    span: { start: hash, end: Math.max(valueEnd, colon + 1) },
    tag: { text: tag, span: { start, end: tagEnd } },
    value: locate(text, valueStart, valueEnd),
    isSpaced: isBlank(text.charCodeAt(hash + mark)),
    column,
  };
}

function endOfTag(text: string, start: number): number {
  const first = text.charCodeAt(start) | 32;
  if (first < 97 || first > 122) return start;
  let at = start;
  while (at - start < LONGEST_TAG) {
    at = endOfName(text, at);
    const code = text.charCodeAt(at);
    if (code !== DOT && code !== HYPHEN) return at;
    at++;
  }
  return start;
}

function isAddress(text: string, colon: number): boolean {
  return text.charCodeAt(colon + 1) === SLASH && text.charCodeAt(colon + 2) === SLASH;
}
