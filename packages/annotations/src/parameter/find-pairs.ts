import { BACKSLASH, isNamePart } from '../python/characters.ts';
import { isQuote } from '../python/skip-string.ts';

/** Offsets of opening brackets and quotes, each with the offset of its partner. */
export type Pairs = ReadonlyMap<number, number>;

const NONE: Pairs = new Map();
const OPENERS = '([{';
const CLOSERS = ')]}';
const PAIRED = /[()[\]{}"']/;

/**
 * Finds the brackets and quotes of one line that belong together. A bracket or quote without a
 * partner is ordinary text, as is an apostrophe behind a letter and every bracket within quotes.
 */
export function findPairs(text: string, start: number, end: number): Pairs {
  if (!PAIRED.test(text.slice(start, end))) return NONE;
  const pairs = new Map<number, number>();
  const open: { at: number; kind: number }[] = [];
  const counts = [0, 0, 0];
  const unpaired = new Set<string>();
  let at = start;
  while (at < end) {
    const character = text[at] ?? '';
    if (isQuote(text.charCodeAt(at)) && !unpaired.has(character) && mayOpen(text, at, start)) {
      const close = closingQuote(text, at, end);
      if (close === undefined) unpaired.add(character);
      else {
        pairs.set(at, close);
        at = close;
      }
    }
    const opener = OPENERS.indexOf(character);
    const closer = CLOSERS.indexOf(character);
    if (opener >= 0) {
      open.push({ at, kind: opener });
      counts[opener] = (counts[opener] ?? 0) + 1;
    } else if (closer >= 0 && (counts[closer] ?? 0) > 0) {
      for (let top = open.pop(); top !== undefined; top = open.pop()) {
        counts[top.kind] = (counts[top.kind] ?? 0) - 1;
        if (top.kind !== closer) continue;
        pairs.set(top.at, at);
        break;
      }
    }
    at++;
  }
  return pairs;
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
