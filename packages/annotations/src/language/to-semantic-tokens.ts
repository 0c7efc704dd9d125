import type { Span } from '@celeriac/diagnostic';
import { optionRule } from '../model/option-table.ts';
import type { DefaultText } from '../parameter/parameter-line.ts';
import { readHeaderLines, type HeaderLine } from './header-lines.ts';
import type { SemanticTokens, SemanticTokensLegend } from './protocol.ts';
import { createSource } from './source.ts';

/** What the numbers in semantic tokens mean. */
export const SEMANTIC_TOKENS_LEGEND = {
  tokenTypes: [
    'keyword',
    'type',
    'parameter',
    'property',
    'string',
    'number',
    'comment',
    'function',
  ],
  tokenModifiers: ['declaration'],
} as const satisfies SemanticTokensLegend;

type TokenType = (typeof SEMANTIC_TOKENS_LEGEND.tokenTypes)[number];

/** A piece of a header and what it is. */
interface Piece {
  readonly type: TokenType;
  readonly span: Span;
  readonly isDeclaration?: boolean;
}

/**
 * The tokens of every header line of a text: tags, types, names, options, values, descriptions, by
 * `SEMANTIC_TOKENS_LEGEND`. Code and other comments are left to others.
 */
export function toSemanticTokens(text: string): SemanticTokens {
  const { declared, toRange } = createSource(text);
  const pieces = declared
    .flatMap(({ header }) => readHeaderLines(text, header))
    .flatMap(toPieces)
    .filter(({ span }) => span.end > span.start)
    .toSorted((one, other) => one.span.start - other.span.start);
  let [line, character] = [0, 0];
  const data = pieces.flatMap(({ type, span, isDeclaration = false }) => {
    const { start } = toRange(span);
    const lines = start.line - line;
    const characters = lines === 0 ? start.character - character : start.character;
    ({ line, character } = start);
    const index = SEMANTIC_TOKENS_LEGEND.tokenTypes.indexOf(type);
    return [lines, characters, span.end - span.start, index, Number(isDeclaration)];
  });
  return { data };
}

function toPieces({ tag, value, parameter }: HeaderLine): readonly Piece[] {
  const keyword: Piece = { type: 'keyword', span: tag.span };
  if (parameter === undefined) {
    const isName = tag.text === 'name';
    const type = isName ? 'function' : 'string';
    return [keyword, { type, span: value.span, isDeclaration: isName }];
  }
  const { type, name, default: initial, options, description } = parameter;
  return [
    keyword,
    ...(type ? [toPiece('type', type.name.span)] : []),
    ...(type?.element ? [toPiece('type', type.element.span)] : []),
    ...(name ? [{ ...toPiece('parameter', name.span), isDeclaration: true }] : []),
    ...(initial ? [toPiece(typeOfDefault(initial), initial.span)] : []),
    ...options.flatMap(({ key, value: { span } }) => [
      toPiece('property', key.span),
      toPiece(typeOfOption(key.text), span),
    ]),
    ...(description ? [toPiece('comment', description.span)] : []),
  ];
}

function toPiece(type: TokenType, span: Span): Piece {
  return { type, span };
}

function typeOfDefault({ kind, text }: DefaultText): TokenType {
  if (kind !== 'bare') return 'string';
  if (/^(?:true|false|null|none)$/i.test(text)) return 'keyword';
  return Number.isNaN(Number(text)) ? 'string' : 'number';
}

function typeOfOption(key: string): TokenType {
  const { value } = optionRule(key);
  return value === 'number' ? 'number' : value === 'boolean' ? 'keyword' : 'string';
}
