import type { JsonValue } from '@celeriac/signature';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  skipBlanks,
} from '../python/characters.ts';
import { isQuote } from '../python/skip-string.ts';
import { DEEPEST_LITERAL } from '../limits.ts';
import { unquote } from './unquote.ts';

const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z]+/y;
const WORDS: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['null', null],
  ['None', null],
]);

/** A literal that was read, and the offset behind it. */
interface Read {
  readonly value: JsonValue;
  readonly end: number;
}

/**
 * Parses a JSON literal, or its Python spelling (`'a'`, `True`, `None`, a last comma); `undefined`
 * where the text is none, is nested deeper than 64 levels, or holds an integer that a JavaScript
 * number cannot hold exactly.
 */
export function parseLiteral(text: string): { readonly value: JsonValue } | undefined {
  const read = readValue(text, skipBlanks(text, 0), 0);
  if (read === undefined || skipBlanks(text, read.end) < text.length) return undefined;
  return { value: read.value };
}

function readValue(text: string, at: number, depth: number): Read | undefined {
  const first = text[at] ?? '';
  if (isQuote(text.charCodeAt(at))) {
    const end = endOfQuoted(text, at);
    if (end === undefined) return undefined;
    return { value: unquote(text.slice(at, end)), end };
  }
  if (first === '[') return depth < DEEPEST_LITERAL ? readList(text, at, depth + 1) : undefined;
  if (first === '{') return depth < DEEPEST_LITERAL ? readObject(text, at, depth + 1) : undefined;
  const number = match(NUMBER, text, at);
  if (number !== undefined) {
    const value = Number(number);
    const isExact = Number.isSafeInteger(value) || /[.eE]/.test(number);
    return isExact && Number.isFinite(value) ? { value, end: at + number.length } : undefined;
  }
  const word = match(WORD, text, at);
  const value = word === undefined ? undefined : WORDS.get(word);
  return word === undefined || value === undefined ? undefined : { value, end: at + word.length };
}

function readList(text: string, start: number, depth: number): Read | undefined {
  const items: JsonValue[] = [];
  let at = skipBlanks(text, start + 1);
  while (text.charCodeAt(at) !== CLOSE_BRACKET) {
    const read = readValue(text, at, depth);
    const next = read && endOfItem(text, read.end, CLOSE_BRACKET);
    if (read === undefined || next === undefined) return undefined;
    items.push(read.value);
    at = next;
  }
  return { value: items.slice(), end: at + 1 };
}

function readObject(text: string, start: number, depth: number): Read | undefined {
  const entries: [string, JsonValue][] = [];
  let at = skipBlanks(text, start + 1);
  while (text.charCodeAt(at) !== CLOSE_BRACE) {
    const keyEnd = isQuote(text.charCodeAt(at)) ? endOfQuoted(text, at) : undefined;
    const colon = keyEnd && skipBlanks(text, keyEnd);
    if (colon === undefined || text.charCodeAt(colon) !== COLON) return undefined;
    const read = readValue(text, skipBlanks(text, colon + 1), depth);
    const next = read && endOfItem(text, read.end, CLOSE_BRACE);
    if (read === undefined || next === undefined) return undefined;
    entries.push([unquote(text.slice(at, keyEnd)), read.value]);
    at = next;
  }
  return { value: Object.fromEntries(entries), end: at + 1 };
}

/** Where the next item begins behind one that ends at `end`, or where the closing bracket stands. */
function endOfItem(text: string, end: number, close: number): number | undefined {
  const at = skipBlanks(text, end);
  const code = text.charCodeAt(at);
  if (code === COMMA) return skipBlanks(text, at + 1);
  return code === close ? at : undefined;
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function endOfQuoted(text: string, at: number): number | undefined {
  for (let end = at + 1; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === text.charCodeAt(at)) return end + 1;
    if (code === BACKSLASH) end++;
  }
  return undefined;
}
