import type { Span } from '@celeriac/diagnostic';
import type { WordTable } from '../python/word-table.ts';

/** A piece of the source and where it stands; `text` may be a cleaned form of what is there. */
export interface Located {
  readonly text: string;
  readonly span: Span;
}

/** The source between two offsets. */
export function locate(source: string, start: number, end: number): Located {
  return { text: source.slice(start, end), span: { start, end } };
}

/** The same, with a word of the table as its text where it is one. */
export function locateWord(source: string, span: Span, words: WordTable): Located {
  const { start, end } = span;
  return { text: words(source, start, end) ?? source.slice(start, end), span };
}
