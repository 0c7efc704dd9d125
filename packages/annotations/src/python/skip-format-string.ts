import { DEEPEST_FORMAT_STRING } from '../limits.ts';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  endOfLine,
  HASH,
  isLineBreak,
  isNamePart,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  skipBlanks,
  skipLineBreak,
} from './characters.ts';
import { beginsNewStatement } from './statement-words.ts';
import { isQuote, isTripleQuote, prefixStart, skipEscape, skipString } from './skip-string.ts';

const LETTER_R = 114;
const FIELD = -1;
const FORMAT = -2;

/**
 * The offset behind an f-string or t-string, as PEP 701 defines it: replacement fields hold any
 * expression, with strings of the same quotes, comments and line breaks, and format texts hold
 * fields again. Its contract is the one of `skipString`.
 */
export function skipFormatString(text: string, quoteAt: number, depth: number): number {
  if (depth >= DEEPEST_FORMAT_STRING) return ~endOfLine(text, quoteAt);
  const quote = text.charCodeAt(quoteAt);
  const triple = isTripleQuote(text, quoteAt);
  const raw = isRaw(text, quoteAt);
  // Open fields, format texts and brackets, innermost last; empty within the string's own text.
  const open: number[] = [];
  const { length } = text;
  let inside: number | undefined;
  let at = quoteAt + (triple ? 3 : 1);
  while (at < length) {
    const code = text.charCodeAt(at);
    if (inside === undefined || inside === FORMAT) {
      if (code === quote && (!triple || isTripleQuote(text, at)))
        return inside === undefined ? at + (triple ? 3 : 1) : ~endOfLine(text, at);
      if (isLineBreak(code) && !triple) return ~at;
      if (code === BACKSLASH || code === OPEN_BRACE || code === CLOSE_BRACE) {
        at = skipLiteralPart(text, at, { open, raw });
        inside = open.at(-1);
      } else at++;
      continue;
    }
    if (isQuote(code)) {
      at = skipString(text, at, depth + 1);
      if (at < 0) return at;
    } else if (code === HASH) at = endOfLine(text, at);
    else if (isLineBreak(code)) {
      const next = skipLineBreak(text, at);
      if (beginsNewStatement(text, skipBlanks(text, next))) return ~at;
      at = next;
    } else {
      if (!isNamePart(code)) {
        trackExpression(open, code);
        inside = open.at(-1);
      }
      at++;
    }
  }
  return ~at;
}

function isRaw(text: string, quoteAt: number): boolean {
  for (let at = prefixStart(text, quoteAt); at < quoteAt; at++)
    if ((text.charCodeAt(at) | 32) === LETTER_R) return true;
  return false;
}

function skipLiteralPart(
  text: string,
  at: number,
  { open, raw }: { open: number[]; raw: boolean },
): number {
  const code = text.charCodeAt(at);
  const next = text.charCodeAt(at + 1);
  if (code === BACKSLASH) {
    if (next === OPEN_BRACE || next === CLOSE_BRACE) return at + 1;
    if (next === 78 && !raw && text.charCodeAt(at + 2) === OPEN_BRACE)
      return endOfCharName(text, at);
    return skipEscape(text, at);
  }
  const inText = open.length === 0;
  if (code === OPEN_BRACE) {
    if (inText && next === OPEN_BRACE) return at + 2;
    open.push(FIELD);
  } else if (code === CLOSE_BRACE && !inText) {
    open.pop();
    open.pop();
  }
  return at + 1;
}

/** The offset behind `\N{…}`. */
function endOfCharName(text: string, at: number): number {
  let end = at + 3;
  while (/[A-Za-z0-9 -]/.test(text[end] ?? '')) end++;
  return text.charCodeAt(end) === CLOSE_BRACE ? end + 1 : end;
}

/** Follows brackets within a field; a closing brace ends what was left open in its field. */
function trackExpression(open: number[], code: number): void {
  const inside = open.at(-1);
  if (code === OPEN_PAREN || code === OPEN_BRACKET || code === OPEN_BRACE) open.push(code);
  else if (code === COLON && inside === FIELD) open.push(FORMAT);
  else if (code === CLOSE_PAREN || code === CLOSE_BRACKET) {
    if (inside === OPEN_PAREN || inside === OPEN_BRACKET) open.pop();
  } else if (code === CLOSE_BRACE) {
    while (open.at(-1) === OPEN_PAREN || open.at(-1) === OPEN_BRACKET) open.pop();
    open.pop();
  }
}
