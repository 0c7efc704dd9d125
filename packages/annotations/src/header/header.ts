import type { Span } from '@celeriac/diagnostic';
import type { Located } from '../diagnostics/located.ts';

/** One line of a header, `#tag: value`. */
export interface TagLine {
  /** From the `#` to the end of the value. */
  readonly span: Span;
  readonly tag: Located;
  /** Without the white space around it; empty where nothing follows the colon. */
  readonly value: Located;
  /** Whether white space stands between `#` and the tag, as in prose. */
  readonly isSpaced: boolean;
  /** Column of the `#`. */
  readonly column: number;
}

/** The tag lines that belong to one `def`, in their order; known and unknown tags alike. */
export interface Header {
  /** From the first `#` to the end of the last tag line. */
  readonly span: Span;
  readonly lines: readonly TagLine[];
}

/** Makes a header of its lines; there is at least one. */
export function toHeader(lines: readonly TagLine[]): Header {
  const start = lines[0]?.span.start ?? 0;
  const end = lines.at(-1)?.span.end ?? start;
  return { span: { start, end }, lines };
}
