import {
  BACKSLASH,
  CARRIAGE_RETURN,
  DOUBLE_QUOTE,
  isLineBreak,
  isNamePart,
  LINE_FEED,
  SINGLE_QUOTE,
} from './characters.ts';
import { skipFormatString } from './skip-format-string.ts';

/**
 * The offset behind the Python string literal whose first quote is at `quoteAt`, its prefix (`rb`,
 * `f`, …) standing before it.
 *
 * An unterminated literal gives `~resume`, a negative number: reading goes on at `resume`, the end
 * of the line (a triple-quoted one takes the whole rest of the text).
 */
export function skipString(text: string, quoteAt: number, depth = 0): number {
  if (isPrefixLetter(text.charCodeAt(quoteAt - 1)))
    for (let at = prefixStart(text, quoteAt); at < quoteAt; at++) {
      const letter = text.charCodeAt(at) | 32;
      if (letter === 102 || letter === 116) return skipFormatString(text, quoteAt, depth);
    }
  return isTripleQuote(text, quoteAt) ? skipTriple(text, quoteAt) : skipSingle(text, quoteAt);
}

/** Where the prefix of the string literal with its first quote at `quoteAt` begins. */
export function prefixStart(text: string, quoteAt: number): number {
  let at = quoteAt;
  while (at > 0 && quoteAt - at < 2 && isPrefixLetter(text.charCodeAt(at - 1))) at--;
  // `width"` is a name and then a string: its last letter is no prefix.
  return at > 0 && isNamePart(text.charCodeAt(at - 1)) ? quoteAt : at;
}

/** Whether three equal quotes stand at `at`. */
export function isTripleQuote(text: string, at: number): boolean {
  const quote = text.charCodeAt(at);
  return text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote;
}

/** Whether a character opens a string literal. */
export function isQuote(code: number): boolean {
  return code === DOUBLE_QUOTE || code === SINGLE_QUOTE;
}

/** The offset behind the backslash at `at` and the character it protects. */
export function skipEscape(text: string, at: number): number {
  const isWindowsBreak =
    text.charCodeAt(at + 1) === CARRIAGE_RETURN && text.charCodeAt(at + 2) === LINE_FEED;
  return Math.min(at + (isWindowsBreak ? 3 : 2), text.length);
}

function isPrefixLetter(code: number): boolean {
  const lower = code | 32;
  return lower === 114 || lower === 98 || lower === 102 || lower === 117 || lower === 116;
}

function skipSingle(text: string, quoteAt: number): number {
  const quote = text.charCodeAt(quoteAt);
  let at = quoteAt + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (isLineBreak(code)) return ~at;
    at = code === BACKSLASH ? skipEscape(text, at) : at + 1;
  }
  return ~at;
}

function skipTriple(text: string, quoteAt: number): number {
  const marks = text.slice(quoteAt, quoteAt + 3);
  let at = quoteAt + 3;
  let close = text.indexOf(marks, at);
  while (close >= 0) {
    // Only a backslash before it makes a closing mark none; most strings hold no backslash.
    const found = text.slice(at, close).indexOf('\\');
    if (found < 0) return close + 3;
    at = skipEscape(text, at + found);
    if (at > close) close = text.indexOf(marks, at);
  }
  return ~text.length;
}
