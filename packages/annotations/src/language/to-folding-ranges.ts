import type { FoldingRange } from './protocol.ts';
import { createSource } from './source.ts';

/** The headers of a text that take more than one line. */
export function toFoldingRanges(text: string): readonly FoldingRange[] {
  const { declared, toRange } = createSource(text);
  return declared
    .map(({ header }) => toRange(header.span))
    .filter(({ start, end }) => end.line > start.line)
    .map(({ start, end }) => ({ startLine: start.line, endLine: end.line, kind: 'comment' }));
}
