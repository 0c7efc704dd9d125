import type { JsonValue } from '@celeriac/signature';
import { skipBlanks } from '../python/characters.ts';
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

function readList(text: string, at: number, depth: number): Read | undefined {
  const items: JsonValue[] = [];
  const end = readItems(text, at + 1, {
    close: ']',
    item(start) {
      const read = readValue(text, start, depth);
      if (read) items.push(read.value);
      return read?.end;
    },
  });
  return end === undefined ? undefined : { value: items, end };
}

function readObject(text: string, at: number, depth: number): Read | undefined {
  const entries: [string, JsonValue][] = [];
  const end = readItems(text, at + 1, {
    close: '}',
    item(start) {
      const keyEnd = isQuote(text.charCodeAt(start)) ? endOfQuoted(text, start) : undefined;
      const colon = keyEnd && skipBlanks(text, keyEnd);
      if (colon === undefined || text[colon] !== ':') return undefined;
      const read = readValue(text, skipBlanks(text, colon + 1), depth);
      if (read) entries.push([unquote(text.slice(start, keyEnd)), read.value]);
      return read?.end;
    },
  });
  return end === undefined ? undefined : { value: Object.fromEntries(entries), end };
}

/** Reads items separated by commas up to `close`; gives the offset behind it. */
function readItems(
  text: string,
  start: number,
  { close, item }: { close: string; item: (start: number) => number | undefined },
): number | undefined {
  let at = skipBlanks(text, start);
  while (text[at] !== close) {
    const end = item(at);
    if (end === undefined) return undefined;
    at = skipBlanks(text, end);
    if (text[at] === ',') at = skipBlanks(text, at + 1);
    else if (text[at] !== close) return undefined;
  }
  return at + 1;
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function endOfQuoted(text: string, at: number): number | undefined {
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === text[at]) return end + 1;
    if (text[end] === '\\') end++;
  }
  return undefined;
}
