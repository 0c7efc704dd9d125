import { createToken, type IToken, type TokenType } from 'chevrotain';

const token = (name: string, label = name): TokenType =>
  createToken({ name, label, pattern: /(?:)/ });

/** The kinds of tokens of a parameter line; labels are what messages call them. */
export const Word = token('Word', 'a name');
export const Less = token('Less', '"<"');
export const Greater = token('Greater', '">"');
export const Equals = token('Equals', '"="');
export const QuotedText = token('QuotedText', 'a quoted text');
export const LiteralText = token('LiteralText', 'a list');
export const BareText = token('BareText', 'a value');
export const OpenBrace = token('OpenBrace', '"{"');
export const CloseBrace = token('CloseBrace', '"}"');
export const OptionKey = token('OptionKey', 'the name of an option');
export const Colon = token('Colon', '":"');
export const OptionValue = token('OptionValue', 'the value of an option');
export const Separator = token('Separator', '";"');
export const OpenBracket = token('OpenBracket', '"["');
export const CloseBracket = token('CloseBracket', '"]"');
export const Description = token('Description', 'a description');
export const Unexpected = token('Unexpected', 'nothing');

export const PARAMETER_TOKENS: readonly TokenType[] = [
  Word,
  Less,
  Greater,
  Equals,
  QuotedText,
  LiteralText,
  BareText,
  OpenBrace,
  CloseBrace,
  OptionKey,
  Colon,
  OptionValue,
  Separator,
  OpenBracket,
  CloseBracket,
  Description,
  Unexpected,
];

/** Makes a token of the text between two offsets of the file. */
export function toToken(
  tokenType: TokenType,
  text: string,
  { start, end }: { start: number; end: number },
): IToken {
  return {
    image: text.slice(start, end),
    startOffset: start,
    endOffset: end - 1,
    tokenType,
    tokenTypeIdx: tokenType.tokenTypeIdx ?? 0,
  };
}
