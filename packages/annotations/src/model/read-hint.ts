import { createPairFinder, skipPair } from '../parameter/find-pairs.ts';
import { COMMA } from '../python/characters.ts';

/** One plain Python type that a hint allows: `list` with `element` `int` for `list[int]`. */
export interface PlainHint {
  readonly name: string;
  readonly element?: string;
}

/** Names of `typing` and libraries for what has a plainer one. */
const PLAIN: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bool: 'bool',
    bytes: 'bytes',
    complex: 'complex',
    date: 'date',
    datetime: 'datetime',
    dict: 'dict',
    Dict: 'dict',
    float: 'float',
    frozenset: 'set',
    int: 'int',
    list: 'list',
    List: 'list',
    Mapping: 'dict',
    Sequence: 'list',
    set: 'set',
    Set: 'set',
    str: 'str',
    tuple: 'tuple',
    Tuple: 'tuple',
    Path: 'Path',
    DataFrame: 'DataFrame',
    LazyFrame: 'LazyFrame',
    None: 'None',
  }),
);
/** The hints that are one plain name, which most are. */
const ALONE: ReadonlyMap<string, readonly PlainHint[]> = new Map(
  [...PLAIN].map(([written, name]) => [written, [{ name }]]),
);
const findPairs = createPairFinder();
const PIPE = 124;
const LONGEST = 500;

/**
 * The plain types that a hint names, `Optional`, `Union`, `|` and quotes taken apart; `undefined`
 * where any part of it is not plain, so that nothing can be said.
 */
export function readHint(hint: string): readonly PlainHint[] | undefined {
  const alone = ALONE.get(hint);
  if (alone) return alone;
  const text = hint.trim();
  if (text.length > LONGEST) return undefined;
  const quoted = /^(["'])([^"'\\]*)\1$/.exec(text)?.[2];
  if (quoted !== undefined) return readHint(quoted);
  const members = splitHint(text, PIPE);
  if (members.length > 1) return readAll(members);
  const subscript = /^([\w.]+)\s*\[([^]*)\]$/.exec(text);
  const base = (subscript?.[1] ?? text).replace(/^.*\./, '');
  const inner = subscript?.[2];
  if (inner !== undefined && (base === 'Optional' || base === 'Union'))
    return readAll([...splitHint(inner, COMMA), ...(base === 'Optional' ? ['None'] : [])]);
  if (inner !== undefined && base === 'Annotated')
    return readHint(splitHint(inner, COMMA)[0] ?? '');
  const name = PLAIN.get(base);
  if (name === undefined) return undefined;
  return [{ name, ...(inner !== undefined && name === 'list' && { element: inner }) }];
}

function readAll(members: readonly string[]): readonly PlainHint[] | undefined {
  const read = members.map(readHint);
  return read.includes(undefined) ? undefined : read.flatMap((hints) => hints ?? []);
}

/** Splits a hint at a character outside of its strings and brackets. */
export function splitHint(text: string, separator: number): string[] {
  const pairs = findPairs(text, 0, text.length);
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at = skipPair(text, pairs, at)) {
    if (text.charCodeAt(at) !== separator) continue;
    parts.push(text.slice(start, at));
    start = at + 1;
  }
  return [...parts, text.slice(start)];
}
