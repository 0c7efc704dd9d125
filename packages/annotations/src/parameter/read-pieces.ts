import type { TokenType } from 'chevrotain';
import { locate, type Located } from '../diagnostics/located.ts';
import type { ParameterParts } from './parameter-grammar.ts';
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

/**
 * Reads a line that is exactly as the grammar has it, without the grammar's price; `undefined` for
 * every other one, which the grammar then reads and recovers from. Where it gives something, the
 * grammar gives the same.
 */
export function readPieces(text: string, pieces: Pieces): ParameterParts | undefined {
  const { count, types, starts, ends } = pieces;
  const parts: ParameterParts = { options: [], descriptions: [], unexpected: [] };
  let at = 0;
  const is = (type: TokenType): boolean => at < count && types[at] === type;
  const take = (): Located => {
    const located = locate(text, starts[at] ?? 0, ends[at] ?? 0);
    at++;
    return located;
  };

  const readType = (): boolean => {
    if (!is(Word)) return false;
    const name = take();
    if (!is(Less)) {
      parts.type = { name, span: { start: name.span.start, end: name.span.end } };
      return true;
    }
    at++;
    if (!is(Word)) return false;
    const element = take();
    if (!is(Greater)) return false;
    parts.type = { name, element, span: { start: name.span.start, end: ends[at] ?? 0 } };
    at++;
    return true;
  };
  const readDefault = (): boolean => {
    if (!is(Equals)) return true;
    at++;
    const kind = is(QuotedText)
      ? 'quoted'
      : is(LiteralText)
        ? 'literal'
        : is(BareText)
          ? 'bare'
          : undefined;
    if (kind !== undefined) parts.default = { kind, ...take() };
    return kind !== undefined;
  };
  const readOptions = (): boolean => {
    for (at++; !is(CloseBrace);) {
      if (is(Separator)) at++;
      if (is(Separator) || is(CloseBrace)) continue;
      if (!is(OptionKey)) return false;
      const key = take();
      if (!is(Colon)) return false;
      const end = ends[at] ?? 0;
      at++;
      const value = is(OptionValue) ? take() : { text: '', span: { start: end, end } };
      parts.options.push({ key, value });
      if (!is(Separator) && !is(CloseBrace)) return false;
    }
    at++;
    return true;
  };
  const readDescription = (): boolean => {
    at++;
    if (is(Description)) parts.descriptions.push(take());
    if (!is(CloseBracket)) return false;
    at++;
    return true;
  };

  if (!readType()) return undefined;
  if (is(Word)) parts.name = take();
  if (!readDefault()) return undefined;
  while (at < count)
    if (!(is(OpenBrace) ? readOptions() : is(OpenBracket) && readDescription())) return undefined;
  return parts;
}
