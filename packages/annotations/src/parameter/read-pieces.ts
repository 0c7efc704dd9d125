import type { TokenType } from 'chevrotain';
import { locate, locateWord, type Located } from '../diagnostics/located.ts';
import { optionWords } from '../model/option-table.ts';
import { typeWords } from '../model/type-table.ts';
import type { WordTable } from '../python/word-table.ts';
import { createParts, type ParameterParts } from './parameter-grammar.ts';
import type { Pieces } from './pieces.ts';
import {
  BareText,
  CloseBrace,
  CloseBracket,
  Colon,
  Description,
  Equals,
  Greater,
  Less,
  LiteralText,
  OpenBrace,
  OpenBracket,
  OptionKey,
  OptionValue,
  QuotedText,
  Separator,
  Word,
} from './tokens.ts';

/** A line that is being read: everything before the piece at `at` is in `parts`. */
interface Reading {
  readonly text: string;
  readonly pieces: Pieces;
  readonly parts: ParameterParts;
  at: number;
}

/**
 * Reads a line that is exactly as the grammar has it, without the grammar's price; `undefined` for
 * every other one, which the grammar then reads and recovers from. Where it gives something, the
 * grammar gives the same.
 */
export function readPieces(text: string, pieces: Pieces): ParameterParts | undefined {
  const parts = createParts();
  const reading: Reading = { text, pieces, parts, at: 0 };
  if (!readType(reading)) return undefined;
  if (is(reading, Word)) parts.name = take(reading);
  if (!readDefault(reading)) return undefined;
  while (reading.at < pieces.count) {
    const isRead = is(reading, OpenBrace)
      ? readOptions(reading)
      : is(reading, OpenBracket) && readDescription(reading);
    if (!isRead) return undefined;
  }
  return parts;
}

function is({ pieces, at }: Reading, type: TokenType): boolean {
  return at < pieces.count && pieces.types[at] === type;
}

function take(reading: Reading): Located {
  const { starts, ends } = reading.pieces;
  const at = reading.at++;
  return locate(reading.text, starts[at] ?? 0, ends[at] ?? 0);
}

function takeWord(reading: Reading, words: WordTable): Located {
  const { starts, ends } = reading.pieces;
  const at = reading.at++;
  return locateWord(reading.text, { start: starts[at] ?? 0, end: ends[at] ?? 0 }, words);
}

function readType(reading: Reading): boolean {
  const { parts, pieces } = reading;
  if (!is(reading, Word)) return false;
  const name = takeWord(reading, typeWords);
  if (!is(reading, Less)) {
    parts.type = { name, span: name.span };
    return true;
  }
  reading.at++;
  if (!is(reading, Word)) return false;
  const element = takeWord(reading, typeWords);
  if (!is(reading, Greater)) return false;
  const end = pieces.ends[reading.at++] ?? 0;
  parts.type = { name, element, span: { start: name.span.start, end } };
  return true;
}

function readDefault(reading: Reading): boolean {
  if (!is(reading, Equals)) return true;
  reading.at++;
  const kind = is(reading, QuotedText)
    ? 'quoted'
    : is(reading, LiteralText)
      ? 'literal'
      : is(reading, BareText)
        ? 'bare'
        : undefined;
  if (kind === undefined) return false;
  const { text, span } = take(reading);
  reading.parts.default = { kind, text, span };
  return true;
}

function readOptions(reading: Reading): boolean {
  const { parts, pieces } = reading;
  for (reading.at++; !is(reading, CloseBrace);) {
    if (is(reading, Separator)) reading.at++;
    if (is(reading, Separator) || is(reading, CloseBrace)) continue;
    if (!is(reading, OptionKey)) return false;
    const key = takeWord(reading, optionWords);
    if (!is(reading, Colon)) return false;
    const end = pieces.ends[reading.at++] ?? 0;
    const value = is(reading, OptionValue)
      ? take(reading)
      : { text: '', span: { start: end, end } };
    parts.options.push({ key, value });
    if (!is(reading, Separator) && !is(reading, CloseBrace)) return false;
  }
  reading.at++;
  return true;
}

function readDescription(reading: Reading): boolean {
  reading.at++;
  if (is(reading, Description)) reading.parts.descriptions.push(take(reading));
  if (!is(reading, CloseBracket)) return false;
  reading.at++;
  return true;
}
