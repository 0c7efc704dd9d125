import type { Span } from '@celeriac/diagnostic';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  endOfLine,
  HASH,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
} from '../../python/characters.ts';
import { isQuote, isTripleQuote, prefixStart, skipString } from '../../python/skip-string.ts';

const EXCLAMATION = 33;

/** The expressions in the replacement fields of an f-string between its first quote and its end. */
export function findFields(text: string, quoteAt: number, end: number): readonly Span[] {
  const isRaw = /r/i.test(text.slice(prefixStart(text, quoteAt), quoteAt));
  const fields: Span[] = [];
  // Within the format text of a field, `{{` opens a field of a field.
  let formats = 0;
  let at = quoteAt + (isTripleQuote(text, quoteAt) ? 3 : 1);
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH && !isRaw && text.startsWith('N{', at + 1)) {
      const close = text.indexOf('}', at);
      at = close < 0 ? end : close + 1;
    } else if (code === BACKSLASH) {
      const next = text.charCodeAt(at + 1);
      at += next === OPEN_BRACE || next === CLOSE_BRACE ? 1 : 2;
    } else if (code === OPEN_BRACE && formats === 0 && text.charCodeAt(at + 1) === OPEN_BRACE)
      at += 2;
    else if (code === OPEN_BRACE) {
      const fieldEnd = Math.min(endOfExpression(text, at + 1, end), end);
      fields.push({ start: at + 1, end: fieldEnd });
      at = fieldEnd;
      if (text.charCodeAt(at) === EXCLAMATION) at = skipConversion(text, at, end);
      if (text.charCodeAt(at) === COLON) formats++;
      at++;
    } else {
      if (code === CLOSE_BRACE && formats > 0) formats--;
      at++;
    }
  }
  return fields;
}

function skipConversion(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) !== COLON && text.charCodeAt(at) !== CLOSE_BRACE) at++;
  return at;
}

/** The `}`, `:` or `!` that ends the expression at `start`. */
function endOfExpression(text: string, start: number, end: number): number {
  let depth = 0;
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (isQuote(code)) {
      const behind = skipString(text, at);
      at = behind < 0 ? ~behind : behind;
      continue;
    }
    if (code === HASH) {
      at = endOfLine(text, at);
      continue;
    }
    if (code === OPEN_PAREN || code === OPEN_BRACKET || code === OPEN_BRACE) depth++;
    else if (depth === 0) {
      if (code === CLOSE_BRACE || code === COLON) return at;
      if (code === EXCLAMATION && text[at + 1] !== '=') return at;
    } else if (code === CLOSE_PAREN || code === CLOSE_BRACKET || code === CLOSE_BRACE) depth--;
    at++;
  }
  return end;
}
