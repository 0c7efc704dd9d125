import type { Span } from '@celeriac/diagnostic';
import type { IToken } from 'chevrotain';
import type { Report } from '../diagnostics/reporter.ts';
import {
  EQUALS,
  isBlank,
  OPEN_BRACE,
  OPEN_BRACKET,
  skipBlanks,
  trimEnd,
} from '../python/characters.ts';
import { isQuote } from '../python/skip-string.ts';
import { createPairFinder, skipPair, type Pairs } from './find-pairs.ts';
import { lexOptions } from './lex-options.ts';
import { createPieces, toTokens, type Pieces } from './pieces.ts';
import {
  BareText,
  CloseBrace,
  CloseBracket,
  Description,
  Equals,
  Greater,
  Less,
  LiteralText,
  OpenBrace,
  OpenBracket,
  QuotedText,
  Unexpected,
  Word,
} from './tokens.ts';

/** A parameter line under the lexer: the file's text, the line's brackets, the tokens so far. */
export interface ParameterInput {
  readonly text: string;
  readonly end: number;
  readonly pairs: Pairs;
  readonly report: Report;
  readonly push: Pieces['push'];
}

/**
 * Splits the value of an `input` or `output` tag into tokens at offsets of the whole file. What a
 * piece of text is depends on where it stands: a word before `=`, a value behind it, options
 * between braces, a description between brackets.
 */
export function lexParameter(text: string, span: Span, report: Report): IToken[] {
  const pieces = createPieces();
  lexPieces(text, span, { report, pieces });
  return toTokens(text, pieces);
}

const findPairs = createPairFinder();

/** Does the same as `lexParameter`, into a list of pieces that is emptied first. */
export function lexPieces(
  text: string,
  { start, end }: Span,
  { report, pieces }: { readonly report: Report; readonly pieces: Pieces },
): void {
  pieces.count = 0;
  const input: ParameterInput = {
    text,
    end,
    pairs: findPairs(text, start, end),
    report,
    push: pieces.push,
  };
  lexTail(input, lexHead(input, start));
}

const LESS = 60;
const GREATER = 62;

/** Reads `type<element> name = default`; gives the offset at which the rest begins. */
function lexHead(input: ParameterInput, start: number): number {
  const { text, end, push } = input;
  let words = 0;
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) at++;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) return at;
    else if (code === EQUALS) {
      push(Equals, at, at + 1);
      return lexDefault(input, skipBlanks(text, at + 1));
    } else if (code === LESS || code === GREATER) {
      push(code === LESS ? Less : Greater, at, at + 1);
      // The element of a type is a word of its own, between type and name.
      if (code === LESS) words--;
      at++;
    } else {
      if (words >= 2) return at;
      const wordEnd = endOfWord(text, at, end);
      push(Word, at, wordEnd);
      words++;
      at = wordEnd;
    }
  }
  return at;
}

function endOfWord(text: string, at: number, end: number): number {
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (isBlank(code) || code === LESS || code === GREATER || code === EQUALS) return at;
    if (code === OPEN_BRACE || code === OPEN_BRACKET) return at;
  }
  return at;
}

function lexDefault(input: ParameterInput, start: number): number {
  const { text, end, pairs, push } = input;
  if (start >= end) return end;
  const code = text.charCodeAt(start);
  const partner = pairs.partnerOf(start);
  if (partner >= 0) {
    const isLiteral = code === OPEN_BRACKET || (code === OPEN_BRACE && isObject(text, start));
    if (isQuote(code) || isLiteral) {
      push(isLiteral ? LiteralText : QuotedText, start, partner + 1);
      return partner + 1;
    }
  }
  let at = start;
  while (at < end && text.charCodeAt(at) !== OPEN_BRACE && text.charCodeAt(at) !== OPEN_BRACKET)
    at = isQuote(text.charCodeAt(at)) ? skipPair(text, pairs, at) : at + 1;
  const textEnd = trimEnd(text, at, start);
  if (textEnd > start) push(BareText, start, textEnd);
  return at;
}

/** Whether the brace at `at` opens a JSON object and not options. */
function isObject(text: string, at: number): boolean {
  return /^["'}]/.test(text[skipBlanks(text, at + 1)] ?? '');
}

/** Reads options and description, in whatever order, and what else there is. */
function lexTail(input: ParameterInput, start: number): void {
  const { text, end, pairs, push } = input;
  let at = skipBlanks(text, start);
  while (at < end) {
    const code = text.charCodeAt(at);
    const partner = pairs.partnerOf(at);
    const close = partner < 0 ? undefined : partner;
    if (code === OPEN_BRACE) {
      push(OpenBrace, at, at + 1);
      lexOptions(input, at + 1, close ?? end);
      if (close !== undefined) push(CloseBrace, close, close + 1);
      at = close === undefined ? end : close + 1;
    } else if (code === OPEN_BRACKET) {
      push(OpenBracket, at, at + 1);
      const first = Math.min(skipBlanks(text, at + 1), close ?? end);
      const last = trimEnd(text, close ?? end, first);
      if (last > first) push(Description, first, last);
      if (close !== undefined) push(CloseBracket, close, close + 1);
      at = close === undefined ? end : close + 1;
    } else {
      let next = at;
      while (
        next < end &&
        text.charCodeAt(next) !== OPEN_BRACE &&
        text.charCodeAt(next) !== OPEN_BRACKET
      )
        next++;
      push(Unexpected, at, trimEnd(text, next, at));
      at = next;
    }
    at = skipBlanks(text, at);
  }
}
