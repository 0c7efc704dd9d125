import type { TokenType } from 'chevrotain';
import { locate, locateWord, type Located } from '../diagnostics/located.ts';
import { optionWords } from '../model/option-table.ts';
import { typeWords } from '../model/type-table.ts';
import type { WordTable } from '../python/word-table.ts';
import type { ParameterParts } from './parameter-grammar.ts';
import type { DefaultText, OptionText, TypeText } from './parameter-line.ts';
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

const NONE: readonly [] = [];

/**
 * Reads a line that is exactly as the grammar has it, without the grammar's price; `undefined` for
 * every other one, which the grammar then reads and recovers from. Where it gives something, the
 * grammar gives the same.
 */
export function readPieces(text: string, pieces: Pieces): ParameterParts | undefined {
  pieces.next = 0;
  const type = readType(text, pieces);
  if (type === undefined) return undefined;
  const name = is(pieces, Word) ? take(text, pieces) : undefined;
  const hasDefault = is(pieces, Equals);
  const initial = hasDefault ? readDefault(text, pieces) : undefined;
  if (hasDefault && initial === undefined) return undefined;
  let options: OptionText[] | undefined;
  let descriptions: Located[] | undefined;
  while (pieces.next < pieces.count) {
    const isRead = is(pieces, OpenBrace)
      ? readOptions(text, pieces, (options ??= []))
      : is(pieces, OpenBracket) && readDescription(text, pieces, (descriptions ??= []));
    if (!isRead) return undefined;
  }
  return {
    type,
    name,
    default: initial,
    options: options ?? NONE,
    descriptions: descriptions ?? NONE,
    unexpected: NONE,
  };
}

function is({ next, count, types }: Pieces, type: TokenType): boolean {
  return next < count && types[next] === type;
}

function take(text: string, pieces: Pieces): Located {
  const at = pieces.next++;
  return locate(text, pieces.starts[at] ?? 0, pieces.ends[at] ?? 0);
}

function takeWord(text: string, pieces: Pieces, words: WordTable): Located {
  const at = pieces.next++;
  return locateWord(text, { start: pieces.starts[at] ?? 0, end: pieces.ends[at] ?? 0 }, words);
}

function readType(text: string, pieces: Pieces): TypeText | undefined {
  if (!is(pieces, Word)) return undefined;
  const name = takeWord(text, pieces, typeWords);
  if (!is(pieces, Less)) return { name, span: name.span };
  pieces.next++;
  if (!is(pieces, Word)) return undefined;
  const element = takeWord(text, pieces, typeWords);
  if (!is(pieces, Greater)) return undefined;
  const end = pieces.ends[pieces.next++] ?? 0;
  return { name, element, span: { start: name.span.start, end } };
}

function readDefault(text: string, pieces: Pieces): DefaultText | undefined {
  pieces.next++;
  const kind = is(pieces, QuotedText)
    ? 'quoted'
    : is(pieces, LiteralText)
      ? 'literal'
      : is(pieces, BareText)
        ? 'bare'
        : undefined;
  if (kind === undefined) return undefined;
  const { text: written, span } = take(text, pieces);
  return { kind, text: written, span };
}

function readOptions(text: string, pieces: Pieces, options: OptionText[]): boolean {
  for (pieces.next++; !is(pieces, CloseBrace);) {
    if (is(pieces, Separator)) pieces.next++;
    if (is(pieces, Separator) || is(pieces, CloseBrace)) continue;
    if (!is(pieces, OptionKey)) return false;
    const key = takeWord(text, pieces, optionWords);
    if (!is(pieces, Colon)) return false;
    const end = pieces.ends[pieces.next++] ?? 0;
    const value = is(pieces, OptionValue)
      ? take(text, pieces)
      : { text: '', span: { start: end, end } };
    options.push({ key, value });
    if (!is(pieces, Separator) && !is(pieces, CloseBrace)) return false;
  }
  pieces.next++;
  return true;
}

function readDescription(text: string, pieces: Pieces, descriptions: Located[]): boolean {
  pieces.next++;
  if (is(pieces, Description)) descriptions.push(take(text, pieces));
  if (!is(pieces, CloseBracket)) return false;
  pieces.next++;
  return true;
}
