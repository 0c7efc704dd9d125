import type { Span } from '@celeriac/diagnostic';
import type { IToken } from 'chevrotain';
import type { TagLine } from '../header/header.ts';
import { tagRule } from '../header/tag-table.ts';
import { lexParameter } from '../parameter/lex-parameter.ts';
import { endOfLine, skipBlanks } from '../python/characters.ts';
import { ignore } from './header-lines.ts';
import { createSource } from './source.ts';

/** What a token of a header line is. */
export type HeaderTokenKind =
  /** White space, and a byte order mark in front of the first line. */
  | 'blank'
  /** `#` */
  | 'mark'
  | 'tag'
  /** The colon behind a tag. */
  | 'colon'
  /** The value of a tag that declares no parameter. */
  | 'text'
  /** A type, its element, or the name of a parameter. */
  | 'word'
  /** `=`, `<`, `>`, brackets, and what separates options and their parts. */
  | 'punctuation'
  | 'default'
  | 'option-key'
  | 'option-value'
  | 'description'
  /** What is no part of a parameter. */
  | 'unexpected';

/** A piece of a header line. */
export interface HeaderToken {
  readonly kind: HeaderTokenKind;
  readonly span: Span;
}

/**
 * The tokens of every line of every header of a text, from the first character of the line to the
 * last one before its break: each character is in exactly one, and none is empty. They stand in the
 * order of the text.
 */
export function toHeaderTokens(text: string): readonly HeaderToken[] {
  const { declared, lineStart } = createSource(text);
  return declared
    .flatMap(({ header }) => header.lines)
    .toSorted((one, other) => one.span.start - other.span.start)
    .flatMap((line) => tokenizeLine(text, line, lineStart(line.span.start)));
}

function tokenizeLine(text: string, line: TagLine, start: number): readonly HeaderToken[] {
  const { span, tag, value } = line;
  const colon = skipBlanks(text, tag.span.end);
  const pieces: readonly HeaderToken[] = [
    { kind: 'mark', span: { start: span.start, end: span.start + 1 } },
    { kind: 'tag', span: tag.span },
    { kind: 'colon', span: { start: colon, end: colon + 1 } },
    ...tokenizeValue(text, line),
  ];
  const tokens: HeaderToken[] = [];
  let at = start;
  const fillTo = (next: number): void => {
    if (next > at) tokens.push({ kind: 'blank', span: { start: at, end: next } });
  };
  for (const piece of pieces) {
    fillTo(piece.span.start);
    tokens.push(piece);
    at = piece.span.end;
  }
  fillTo(endOfLine(text, Math.max(at, value.span.end)));
  return tokens;
}

function tokenizeValue(text: string, { tag, value }: TagLine): readonly HeaderToken[] {
  if (value.text === '') return [];
  if (tagRule(tag.text)?.value !== 'parameter') return [{ kind: 'text', span: value.span }];
  return lexParameter(text, value.span, ignore).map(toToken);
}

const KINDS: Readonly<Record<string, HeaderTokenKind>> = {
  Word: 'word',
  QuotedText: 'default',
  LiteralText: 'default',
  BareText: 'default',
  OptionKey: 'option-key',
  OptionValue: 'option-value',
  Description: 'description',
  Unexpected: 'unexpected',
};

function toToken({ tokenType, startOffset, image }: IToken): HeaderToken {
  const kind = KINDS[tokenType.name] ?? 'punctuation';
  return { kind, span: { start: startOffset, end: startOffset + image.length } };
}
