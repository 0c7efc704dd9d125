import { elementType, type ValueType } from '@celeriac/signature';
import { parseLiteral } from '../literal/parse-literal.ts';
import { unquote } from '../literal/unquote.ts';
import { COMMA, OPEN_BRACKET } from '../python/characters.ts';
import { isQuote } from '../python/skip-string.ts';
import { createPairFinder, skipPair } from '../parameter/find-pairs.ts';

/** What an option `choices` says. */
export type Choices =
  | { readonly kind: 'values'; readonly values: readonly (string | number)[] }
  /** Another function or a query that gives the choices. */
  | { readonly kind: 'reference' }
  | { readonly kind: 'invalid' };

const REFERENCE =
  /^[\p{XID_Start}_][\p{XID_Continue}.]*(?::[\p{XID_Start}_][\p{XID_Continue}.]*(?:\(.*\))?|\s*\(.*\))$/u;
const findPairs = createPairFinder();
const NUMERIC: ReadonlySet<string> = new Set(['int', 'bigint', 'double']);

/** Reads `["a", "b"]`, `a, b` or a reference such as `Plugin:list` for a parameter of the type. */
export function toChoices(type: ValueType, text: string): Choices {
  const isList = text.charCodeAt(0) === OPEN_BRACKET;
  if (!isList && REFERENCE.test(text)) return { kind: 'reference' };
  const items = isList ? readList(text) : readBare(text);
  if (items === undefined || items.length === 0) return { kind: 'invalid' };
  const { name } = elementType(type) ?? type;
  if (!NUMERIC.has(name)) return { kind: 'values', values: items.map(String) };
  const values = items.map(Number);
  const areNumbers = items.every((item, index) => item !== '' && Number.isFinite(values[index]));
  return areNumbers ? { kind: 'values', values } : { kind: 'invalid' };
}

function readList(text: string): (string | number)[] | undefined {
  const value = parseLiteral(text)?.value;
  if (!Array.isArray(value)) return undefined;
  return value.every((item) => typeof item === 'string' || typeof item === 'number')
    ? value
    : undefined;
}

function readBare(text: string): string[] {
  const pairs = findPairs(text, 0, text.length);
  const items: string[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at = skipPair(text, pairs, at)) {
    if (at < text.length && text.charCodeAt(at) !== COMMA) continue;
    const item = text.slice(start, at).trim();
    if (item !== '') items.push(isWholeQuoted(item) ? unquote(item) : item);
    start = at + 1;
  }
  return items;
}

function isWholeQuoted(item: string): boolean {
  return item.length > 1 && isQuote(item.charCodeAt(0)) && item.at(-1) === item[0];
}
