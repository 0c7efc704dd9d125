import type { Span } from '@celeriac/diagnostic';

/** A piece of the source and where it stands; `text` may be a cleaned form of what is there. */
export interface Located {
  readonly text: string;
  readonly span: Span;
}

/** The source between two offsets. */
export function locate(source: string, start: number, end: number): Located {
  return { text: source.slice(start, end), span: { start, end } };
}
