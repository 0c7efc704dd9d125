import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  COMMA,
  endOfLine,
  endOfName,
  EQUALS,
  HASH,
  isBlank,
  isLineBreak,
  isNamePart,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
} from '../python/characters.ts';
import { isQuote, skipString } from '../python/skip-string.ts';

/** Where an expression ends, and where the text goes on behind it. */
export interface SkippedExpression {
  /** Behind the last token of the expression. */
  readonly end: number;
  /** At the comma, colon, `=` or closing bracket that follows; at most the given limit. */
  readonly next: number;
}

/** Skips white space, line breaks, continuations and comments. */
export function skipTrivia(text: string, at: number, limit: number): number {
  while (at < limit) {
    const code = text.charCodeAt(at);
    if (code === HASH) at = endOfLine(text, at);
    else if (isBlank(code) || isLineBreak(code) || code === BACKSLASH) at++;
    else return at;
  }
  return limit;
}

/**
 * Skips the Python expression at `start`, up to a comma, colon, `=` or closing bracket that is not
 * part of it; strings, brackets, comparisons and lambdas are.
 */
export function skipExpression(text: string, start: number, limit: number): SkippedExpression {
  let at = start;
  let end = start;
  let depth = 0;
  let lambdas = 0;
  while (at < limit) {
    const code = text.charCodeAt(at);
    if (isNamePart(code)) {
      const nameEnd = endOfName(text, at);
      if (depth === 0 && nameEnd - at === 6 && text.startsWith('lambda', at)) lambdas++;
      at = end = nameEnd;
      continue;
    }
    if (isQuote(code)) {
      const behind = skipString(text, at);
      at = end = Math.min(behind < 0 ? ~behind : behind, limit);
      continue;
    }
    const trivia = skipTrivia(text, at, limit);
    if (trivia > at) {
      at = trivia;
      continue;
    }
    if (code === OPEN_PAREN || code === OPEN_BRACKET || code === OPEN_BRACE) depth++;
    else if (code === CLOSE_PAREN || code === CLOSE_BRACKET || code === CLOSE_BRACE) {
      if (depth === 0) break;
      depth--;
    } else if (depth === 0) {
      if (code === COLON && lambdas > 0) lambdas--;
      else if (code === COLON || (code === COMMA && lambdas === 0)) break;
      else if (code === EQUALS && lambdas === 0 && !isComparison(text, at)) break;
    }
    end = ++at;
  }
  return { end, next: at };
}

const COMPARING = new Set('=!<>:');

function isComparison(text: string, at: number): boolean {
  return text.charCodeAt(at + 1) === EQUALS || COMPARING.has(text[at - 1] ?? '');
}
