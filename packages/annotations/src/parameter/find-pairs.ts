import { BACKSLASH, DOUBLE_QUOTE, isNamePart, SINGLE_QUOTE } from '../python/characters.ts';

/** Brackets and quotes of one line that belong together. */
export interface Pairs {
  /** The offset of the partner of an opening bracket or quote; -1 for any other character. */
  partnerOf(at: number): number;
}

/** Finds the pairs between two offsets of a text; they are good until the next search. */
export type PairFinder = (text: string, start: number, end: number) => Pairs;

// 1, 2 and 3 for opening brackets by kind, the same negative for closing ones, 4 for quotes.
const KINDS = new Int8Array(128);
for (const [index, brackets] of ['()', '[]', '{}'].entries()) {
  KINDS[brackets.charCodeAt(0)] = index + 1;
  KINDS[brackets.charCodeAt(1)] = -index - 1;
}
const QUOTE = 4;
KINDS[DOUBLE_QUOTE] = KINDS[SINGLE_QUOTE] = QUOTE;

/**
 * Makes a finder of brackets and quotes that belong together. A bracket or quote without a partner
 * is ordinary text, as is an apostrophe behind a letter and every bracket within quotes.
 */
export function createPairFinder(): PairFinder {
  // Two tables serve line after line: new ones for each would cost more than the search.
  let partners = new Int32Array(256);
  let open = new Int32Array(256);
  let first = 0;
  let behind = 0;
  const pairs: Pairs = {
    partnerOf: (at) => (at >= first && at < behind ? (partners[at - first] ?? 0) - 1 : -1),
  };
  return (text, start, end) => {
    first = behind = start;
    while (first < end && kindAt(text, first) === 0) first++;
    if (first >= end) return pairs;
    behind = end;
    const length = end - first;
    if (length > partners.length) {
      partners = new Int32Array(2 * length);
      open = new Int32Array(2 * length);
    } else for (let at = 0; at < length; at++) partners[at] = 0;
    pair(text, { start, first, end, partners, open });
    return pairs;
  };
}

/** Notes each partner at the place of the one that opens, as its offset plus one. */
function pair(
  text: string,
  line: { start: number; first: number; end: number; partners: Int32Array; open: Int32Array },
): void {
  const { start, first, end, partners, open } = line;
  const counts = [0, 0, 0, 0];
  let depth = 0;
  let unpaired: Set<number> | undefined;
  for (let at = first; at < end; at++) {
    const kind = kindAt(text, at);
    if (kind === 0) continue;
    if (kind === QUOTE) {
      const quote = text.charCodeAt(at);
      if (unpaired?.has(quote) || !mayOpen(text, at, start)) continue;
      const close = closingQuote(text, at, end);
      if (close === undefined) (unpaired ??= new Set()).add(quote);
      else {
        partners[at - first] = close + 1;
        at = close;
      }
    } else if (kind > 0) {
      open[depth++] = at;
      counts[kind] = (counts[kind] ?? 0) + 1;
    } else if ((counts[-kind] ?? 0) > 0) {
      while (depth > 0) {
        const top = open[--depth] ?? 0;
        const opened = kindAt(text, top);
        counts[opened] = (counts[opened] ?? 0) - 1;
        if (opened !== -kind) continue;
        partners[top - first] = at + 1;
        break;
      }
    }
  }
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
export function skipPair(text: string, pairs: Pairs, at: number): number {
  // Most characters are no brackets, which is quicker to see than to look up.
  if (kindAt(text, at) <= 0) return at + 1;
  const partner = pairs.partnerOf(at);
  return (partner < 0 ? at : partner) + 1;
}
