import { BACKSLASH, DOUBLE_QUOTE, isNamePart, SINGLE_QUOTE } from '../python/characters.ts';

/** Offsets of opening brackets and quotes, each with the offset of its partner. */
export type Pairs = ReadonlyMap<number, number>;

const NONE: Pairs = new Map();

// 1, 2 and 3 for opening brackets by kind, the same negative for closing ones, 4 for quotes.
const KINDS = new Int8Array(128);
for (const [index, brackets] of ['()', '[]', '{}'].entries()) {
  KINDS[brackets.charCodeAt(0)] = index + 1;
  KINDS[brackets.charCodeAt(1)] = -index - 1;
}
const QUOTE = 4;
KINDS[DOUBLE_QUOTE] = KINDS[SINGLE_QUOTE] = QUOTE;

/**
 * Finds the brackets and quotes of one line that belong together. A bracket or quote without a
 * partner is ordinary text, as is an apostrophe behind a letter and every bracket within quotes.
 */
export function findPairs(text: string, start: number, end: number): Pairs {
  let at = start;
  while (at < end && kindAt(text, at) === 0) at++;
  if (at >= end) return NONE;
  const pairs = new Map<number, number>();
  const open: number[] = [];
  const counts = [0, 0, 0, 0];
  let unpaired: Set<number> | undefined;
  for (; at < end; at++) {
    const kind = kindAt(text, at);
    if (kind === 0) continue;
    if (kind === QUOTE) {
      const quote = text.charCodeAt(at);
      if (unpaired?.has(quote) || !mayOpen(text, at, start)) continue;
      const close = closingQuote(text, at, end);
      if (close === undefined) (unpaired ??= new Set()).add(quote);
      else {
        pairs.set(at, close);
        at = close;
      }
    } else if (kind > 0) {
      open.push(at);
      counts[kind] = (counts[kind] ?? 0) + 1;
    } else if ((counts[-kind] ?? 0) > 0) {
      for (let top = open.pop(); top !== undefined; top = open.pop()) {
        const opened = kindAt(text, top);
        counts[opened] = (counts[opened] ?? 0) - 1;
        if (opened !== -kind) continue;
        pairs.set(top, at);
        break;
      }
    }
  }
  return pairs;
}

function kindAt(text: string, at: number): number {
  return KINDS[text.charCodeAt(at)] ?? 0;
}

function mayOpen(text: string, at: number, start: number): boolean {
  return at === start || !isNamePart(text.charCodeAt(at - 1));
}

function closingQuote(text: string, at: number, end: number): number | undefined {
  const quote = text.charCodeAt(at);
  for (let next = at + 1; next < end; next++) {
    const code = text.charCodeAt(next);
    if (code === quote) return next;
    if (code === BACKSLASH) next++;
  }
  return undefined;
}

/** The offset behind the character at `at`, or behind its partner where it opens a pair. */
export function skipPair(pairs: Pairs, at: number): number {
  return (pairs.get(at) ?? at) + 1;
}
