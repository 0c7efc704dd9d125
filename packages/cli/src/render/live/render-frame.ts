import type { Style } from '../../terminal.ts';
import { fitLine, type Line, type Size } from './line.ts';
import { textWidth } from './text-width.ts';

/** What stands at the bottom of a terminal, the cursor at its end: the width of each line. */
export type Drawn = readonly number[];

/** What is written to change it, and what stands there then. */
export interface Frame {
  readonly text: string;
  readonly drawn: Drawn;
}

// Terminals that know this show all in between at once; others pass it over.
const BEGIN = '\u001B[?2026h';
const END = '\u001B[?2026l';
const ERASE_REST_OF_LINE = '\u001B[K';
const ERASE_BELOW = '\u001B[J';

/**
 * Renders the change from what is drawn to these lines, with `above` said over them.
 *
 * Lines are cut, never wrapped, and only so many are shown as the terminal has rows but one: what
 * has left it at the top cannot be drawn again. Where it has become narrower since, what was drawn
 * takes more rows, as terminals wrap it.
 */
export function renderFrame(
  drawn: Drawn,
  lines: readonly Line[],
  {
    size,
    above = '',
    paint,
  }: {
    readonly size: Size;
    /** Whole lines, each with its line break. */
    readonly above?: string;
    readonly paint: (style: Style, text: string) => string;
  },
): Frame {
  const columns = Math.max(1, size.columns - 1);
  const shown = lines.slice(0, Math.max(1, size.rows - 1)).map((line) => fitLine(line, columns));
  const isWrapped = drawn.some((width) => width > size.columns);
  const texts = shown.map((line) => {
    const painted = line.map(({ text, style }) => (style ? paint(style, text) : text)).join('');
    return painted + ERASE_REST_OF_LINE;
  });
  // Written over in place, so that nothing is empty in between; erased where lines do not match.
  const erase = isWrapped || above !== '' ? ERASE_BELOW : '';
  const body = `${toStart(drawn, size)}${erase}${above}${texts.join('\n')}${ERASE_BELOW}`;
  return {
    text: drawn.length === 0 && shown.length === 0 ? above : `${BEGIN}${body}${END}`,
    drawn: shown.map((line) => line.reduce((width, { text }) => width + textWidth(text), 0)),
  };
}

/** To the first column of the first line that is drawn. */
function toStart(drawn: Drawn, { columns }: Size): string {
  if (drawn.length === 0) return '';
  const rows = drawn.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
  return rows > 1 ? `\r\u001B[${rows - 1}A` : '\r';
}
