import type { TextEdit } from '@celeriac/diagnostic';

/**
 * The text that edits make of a text whose first character stands at `offset` by their count;
 * `undefined` where two of them overlap.
 */
export function applyEdits(
  text: string,
  edits: readonly TextEdit[],
  offset = 0,
): string | undefined {
  let result = '';
  let at = offset;
  for (const { span, newText } of edits.toSorted((a, b) => a.span.start - b.span.start)) {
    if (span.start < at) return undefined;
    result += text.slice(at - offset, span.start - offset) + newText;
    at = span.end;
  }
  return result + text.slice(at - offset);
}

/** The one edit that makes `changed` of a text whose first character stands at `offset`. */
export function editBetween(text: string, changed: string, offset: number): TextEdit {
  const shorter = Math.min(text.length, changed.length);
  let head = 0;
  while (head < shorter && text[head] === changed[head]) head++;
  let tail = 0;
  while (tail < shorter - head && text.at(-1 - tail) === changed.at(-1 - tail)) tail++;
  return {
    span: { start: offset + head, end: offset + text.length - tail },
    newText: changed.slice(head, changed.length - tail),
  };
}
