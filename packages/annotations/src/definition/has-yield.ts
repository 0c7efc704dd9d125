import { endOfLine, endOfName, HASH, isNamePart } from '../python/characters.ts';
import { scanPython } from '../python/scan-python.ts';
import { isQuote, skipString } from '../python/skip-string.ts';
import type { Statement } from '../python/statement.ts';

/** Tells of the bodies of one text whether they yield; bodies are asked about in their order. */
export interface YieldFinder {
  /** Whether the function whose body lies between the offsets is a generator. */
  hasYield(start: number, end: number): boolean;
}

const YIELD = 'yield';

/** Makes a finder that reads only the bodies in which the word occurs at all. */
export function createYieldFinder(text: string): YieldFinder {
  let next = -1;
  return {
    hasYield(start, end) {
      if (next < start && next !== Infinity) {
        const found = text.indexOf(YIELD, start);
        next = found < 0 ? Infinity : found;
      }
      return next < end && yieldsItself(text.slice(start, end));
    },
  };
}

/** Whether a body holds `yield` as code, outside of the functions and classes nested in it. */
function yieldsItself(body: string): boolean {
  let nested = Infinity;
  let found = false;
  const statement = ({ start, end, column, word }: Statement): void => {
    if (column > nested) return;
    nested = word === 'def' || word === 'class' ? column : Infinity;
    if (nested === Infinity) found ||= hasWord(body, start, end);
  };
  scanPython(body, { statement, comment: () => undefined }, { report: () => undefined });
  return found;
}

function hasWord(text: string, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (isNamePart(code)) {
      const nameEnd = endOfName(text, at);
      if (nameEnd - at === YIELD.length && text.startsWith(YIELD, at)) return true;
      at = nameEnd;
    } else if (isQuote(code)) {
      const behind = skipString(text, at);
      at = behind < 0 ? ~behind : behind;
    } else at = code === HASH ? endOfLine(text, at) : at + 1;
  }
  return false;
}
