import { EventEmitter } from 'node:events';
import { textWidth } from '../../src/render/live/text-width.ts';

/** One row; a wide character has an empty cell behind it. */
interface Row {
  cells: string[];
  /** Whether it goes on in the next row, as it was too long for the screen. */
  wraps: boolean;
}

/** A terminal in memory: it wraps, scrolls, and wraps anew when its width changes, as most do. */
export class Screen extends EventEmitter {
  columns: number;
  rows: number;
  /** Every write, as it came. */
  readonly writes: string[] = [];
  #lines: Row[] = [{ cells: [], wraps: false }];
  #row = 0;
  #column = 0;

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
  }

  write(text: string): void {
    this.writes.push(text);
    for (const [token] of text.matchAll(/\u001B\[[?\d;]*[A-Za-z]|[^]/gu)) this.#take(token);
  }

  /** All that was ever shown and not erased, from the top. */
  get shown(): readonly string[] {
    const texts = this.#lines.map(({ cells }) => cells.join('').trimEnd());
    while (texts.at(-1) === '') texts.pop();
    return texts;
  }

  resize(columns: number, rows: number): void {
    const whole: string[][] = [];
    let goesOn = false;
    for (const { cells, wraps } of this.#lines) {
      if (goesOn) whole.at(-1)?.push(...cells);
      else whole.push([...cells]);
      goesOn = wraps;
    }
    this.columns = columns;
    this.rows = rows;
    this.#lines = whole.flatMap((cells) => wrap(cells, columns));
    this.#row = this.#lines.length - 1;
    this.#column = this.#lines[this.#row]?.cells.length ?? 0;
    this.emit('resize');
  }

  #take(token: string): void {
    const line = this.#lines[this.#row]!;
    const up = /^\u001B\[(\d+)A$/.exec(token)?.[1];
    // What has left the screen at the top cannot be reached.
    if (up !== undefined)
      this.#row = Math.max(this.#row - Number(up), Math.max(0, this.#lines.length - this.rows));
    else if (token === '\u001B[K') this.#erase(line);
    else if (token === '\u001B[J') {
      this.#erase(line);
      this.#lines.length = this.#row + 1;
    } else if (token === '\r') this.#column = 0;
    else if (token === '\n') this.#next();
    else if (!token.startsWith('\u001B')) this.#put(token);
  }

  #erase(line: Row): void {
    line.cells.length = Math.min(line.cells.length, this.#column);
    line.wraps = false;
  }

  #put(character: string): void {
    const width = textWidth(character);
    if (this.#column + width > this.columns) {
      this.#lines[this.#row]!.wraps = true;
      this.#next();
    }
    const { cells } = this.#lines[this.#row]!;
    while (cells.length < this.#column) cells.push(' ');
    cells.splice(this.#column, width, character, ...(width === 2 ? [''] : []));
    this.#column += width;
  }

  #next(): void {
    this.#row += 1;
    this.#column = 0;
    if (this.#row === this.#lines.length) this.#lines.push({ cells: [], wraps: false });
  }
}

function wrap(cells: readonly string[], columns: number): Row[] {
  const rows: Row[] = [];
  for (let at = 0; at === 0 || at < cells.length; at += columns)
    rows.push({ cells: cells.slice(at, at + columns), wraps: at + columns < cells.length });
  return rows;
}
