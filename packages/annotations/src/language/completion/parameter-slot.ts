import type { Span } from '@celeriac/diagnostic';
import type { IToken } from 'chevrotain';
import { lexParameter } from '../../parameter/lex-parameter.ts';
import {
  CloseBrace,
  Colon,
  Equals,
  Greater,
  Less,
  OpenBrace,
  OpenBracket,
  OptionKey,
  Separator,
  Word,
} from '../../parameter/tokens.ts';
import { endOfName, skipBlanks } from '../../python/characters.ts';
import { ignore } from '../header-lines.ts';

/** What can be written at a place of a parameter line, and the text that it would replace. */
export type ParameterSlot = { readonly replaced: Span } & (
  | { readonly kind: 'type' | 'element' | 'name' | 'default' | 'key' }
  | { readonly kind: 'option'; readonly key: string }
);

/** Reads the value of a tag as if it ended at the cursor: its last tokens tell what is written there. */
export function readParameterSlot(
  text: string,
  start: number,
  cursor: number,
): ParameterSlot | undefined {
  const tokens = lexParameter(text, { start, end: cursor }, ignore);
  const replace = (from: number): Span => ({ start: from, end: endOfName(text, cursor) });
  const behind = (token: IToken): Span => {
    const next = Math.min(skipBlanks(text, endOf(token)), cursor);
    return replace(next);
  };
  const opening = tokens.findLastIndex(({ tokenType }) => tokenType === OpenBrace);
  const isInOptions =
    opening >= 0 && !tokens.slice(opening).some(({ tokenType }) => tokenType === CloseBrace);
  if (isInOptions) return optionSlot(tokens.slice(opening), { cursor, replace, behind });
  if (tokens.some(({ tokenType }) => tokenType === OpenBracket || tokenType === OpenBrace))
    return undefined;
  const equals = tokens.find(({ tokenType }) => tokenType === Equals);
  if (equals) return { kind: 'default', replaced: { start: behind(equals).start, end: cursor } };
  return declarationSlot(tokens, { cursor, replace, behind });
}

interface Cursor {
  readonly cursor: number;
  replace(from: number): Span;
  behind(token: IToken): Span;
}

function optionSlot(tokens: readonly IToken[], at: Cursor): ParameterSlot | undefined {
  const start = tokens.findLastIndex(
    ({ tokenType }) => tokenType === Separator || tokenType === OpenBrace,
  );
  const separator = tokens[start];
  const rest = tokens.slice(start + 1);
  const key = rest.find(({ tokenType }) => tokenType === OptionKey);
  const colon = rest.find(({ tokenType }) => tokenType === Colon);
  if (key && colon) {
    const { start: from } = at.behind(colon);
    return { kind: 'option', key: key.image, replaced: { start: from, end: at.cursor } };
  }
  if (key) return endOf(key) === at.cursor ? keySlot(at.replace(key.startOffset)) : undefined;
  return separator && keySlot(at.behind(separator));
}

const keySlot = (replaced: Span): ParameterSlot => ({ kind: 'key', replaced });

function declarationSlot(tokens: readonly IToken[], at: Cursor): ParameterSlot | undefined {
  const last = tokens.at(-1);
  if (last === undefined) return { kind: 'type', replaced: at.replace(at.cursor) };
  const words = tokens.filter(({ tokenType }) => tokenType === Word).length;
  const isElement = tokens.some(({ tokenType }) => tokenType === Less);
  const isAtWord = last.tokenType === Word && endOf(last) === at.cursor;
  const named = words - (isElement ? 1 : 0);
  if (last.tokenType === Less) return { kind: 'element', replaced: at.behind(last) };
  if (isAtWord) {
    const isInElement = isElement && tokens.at(-2)?.tokenType === Less;
    const kind = isInElement ? 'element' : named > 1 ? 'name' : 'type';
    return { kind, replaced: at.replace(last.startOffset) };
  }
  const mayName = named === 1 && (last.tokenType === Word || last.tokenType === Greater);
  return mayName ? { kind: 'name', replaced: at.behind(last) } : undefined;
}

function endOf({ startOffset, image }: IToken): number {
  return startOffset + image.length;
}
