import type { IToken, TokenType } from 'chevrotain';
import { toToken } from './tokens.ts';

/** The tokens of one line as plain columns: most lines are parsed without an object for each. */
export interface Pieces {
  /** How many there are; what the columns hold behind them is left from longer lines. */
  count: number;
  /** The place of the piece to be read next. */
  next: number;
  readonly types: TokenType[];
  readonly starts: number[];
  readonly ends: number[];
  /** Adds one behind the others. */
  readonly push: (type: TokenType, start: number, end: number) => void;
}

/** Makes an empty list, to be used line by line. */
export function createPieces(): Pieces {
  const types: TokenType[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const pieces: Pieces = {
    count: 0,
    next: 0,
    types,
    starts,
    ends,
    push(type, start, end) {
      const at = pieces.count++;
      types[at] = type;
      starts[at] = start;
      ends[at] = end;
    },
  };
  return pieces;
}

/** The tokens as the grammar takes them. */
export function toTokens(text: string, { count, types, starts, ends }: Pieces): IToken[] {
  return types
    .slice(0, count)
    .map((type, index) =>
      toToken(type, text, { start: starts[index] ?? 0, end: ends[index] ?? 0 }),
    );
}
