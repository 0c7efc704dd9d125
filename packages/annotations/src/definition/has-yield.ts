import { endOfLine, endOfName, HASH, isNamePart } from '../python/characters.ts';
import { scanPython } from '../python/scan-python.ts';
import { isQuote, prefixStart, skipString } from '../python/skip-string.ts';
import type { Statement } from '../python/statement.ts';
import { skipExpression } from './skip-expression.ts';

/** Tells of the bodies of one text whether they yield; bodies are asked about in their order. */
export interface YieldFinder {
  /** Whether the function whose body lies between the offsets is a generator. */
  hasYield(start: number, end: number): boolean;
}

const YIELD = 'yield';
const LAMBDA = 'lambda';
const YIELDING_FIELD = /(?<!\{)\{\s*yield\b/;

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
      // A lambda that yields is a generator of its own.
      const isLambda = nameEnd - at === LAMBDA.length && text.startsWith(LAMBDA, at);
      at = isLambda ? skipExpression(text, at, end).next : nameEnd;
    } else if (isQuote(code)) {
      const behind = skipString(text, at);
      const literalEnd = behind < 0 ? ~behind : behind;
      const isFormat = /[ft]/i.test(text.slice(prefixStart(text, at), at));
      if (isFormat && YIELDING_FIELD.test(text.slice(at, literalEnd))) return true;
      at = literalEnd;
    } else at = code === HASH ? endOfLine(text, at) : at + 1;
  }
  return false;
}
