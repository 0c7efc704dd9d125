import type { Style } from '../../terminal.ts';
import { showControls } from '../show-controls.ts';
import { fitText, textWidth } from './text-width.ts';

/** A part of a line in one colour. */
export interface Span {
  readonly text: string;
  readonly style?: Style;
}

/** One line of what is shown, before it is cut to the width of a terminal. */
export type Line = readonly Span[];

/** A size in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A span whose text can neither break its line nor steer the terminal. */
export function span(text: string, style?: Style): Span {
  const safe = showControls(text.replaceAll(/[\n\r\t]+/g, ' '));
  return { text: safe, ...(style === undefined ? {} : { style }) };
}

/** The spans of a line that fit into a width; the last is cut. */
export function fitLine(line: Line, columns: number): Line {
  const fitting: Span[] = [];
  let left = columns;
  for (const one of line) {
    if (left <= 0) break;
    const text = fitText(one.text, left);
    fitting.push({ ...one, text });
    left = text === one.text ? left - textWidth(text) : 0;
  }
  return fitting;
}
