/** A place in a text as people count it: both start at 1; columns are UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Turns offsets of one text into lines and columns, in O(log lines) each. */
export interface LineIndex {
  /** How many lines the text has; at least 1. */
  readonly lineCount: number;
  /** The position of an offset; offsets beyond the text are those of its end. */
  positionAt(offset: number): Position;
  /** The text of a line (from 1), without its line break. */
  lineText(line: number): string;
  /** The offset at which a line (from 1) begins. */
  lineStart(line: number): number;
}

/** Indexes the lines of a text; `\n`, `\r\n` and `\r` end a line, as in Python. */
export function createLineIndex(text: string): LineIndex {
  const starts = [0];
  for (let offset = 0; offset < text.length; offset++) {
    const unit = text.charCodeAt(offset);
    if (unit === 10 || (unit === 13 && text.charCodeAt(offset + 1) !== 10)) starts.push(offset + 1);
  }
  const lineStart = (line: number): number => starts[line - 1] ?? text.length;
  return {
    lineCount: starts.length,
    lineStart,
    lineText: (line) => text.slice(lineStart(line), lineStart(line + 1)).replace(/[\r\n]+$/, ''),
    positionAt(offset) {
      const bounded = Math.min(Math.max(offset, 0), text.length);
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= bounded) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: bounded - (starts[low] ?? 0) + 1 };
    },
  };
}
