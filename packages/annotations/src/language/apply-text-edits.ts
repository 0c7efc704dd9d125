import type { TextEdit } from './protocol.ts';
import { createSource } from './source.ts';

/** The text that edits make of a text; their ranges are those of the text, and do not overlap. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  const { toOffset } = createSource(text);
  const placed = edits.map(({ range, newText }) => ({
    start: toOffset(range.start),
    end: toOffset(range.end),
    newText,
  }));
  let result = '';
  let at = 0;
  for (const { start, end, newText } of placed.toSorted((one, other) => one.start - other.start)) {
    result += text.slice(at, start) + newText;
    at = Math.max(at, end);
  }
  return result + text.slice(at);
}
