import type { Style } from '../../terminal.ts';
import type { Line, Size } from './line.ts';
import { type Drawn, renderFrame } from './render-frame.ts';

/** Makes the lines of this moment. */
export type LiveView = (size: Size) => readonly Line[];

/** Lines at the bottom of a terminal that are drawn again while they change. */
export interface LiveRegion {
  /** Shows a view from now on, or nothing. */
  show(view: LiveView | undefined): void;
  /** Writes whole lines over it. */
  say(text: string): void;
  /** Takes it away while something else is written. */
  around(write: () => void): void;
}

/** What a region needs of a terminal's stream. */
export interface LiveStream {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

const INTERVAL_MS = 100;

/** Makes a region at the bottom of a terminal; its timer keeps no process alive. */
export function createLiveRegion(
  stream: LiveStream,
  paint: (style: Style, text: string) => string,
): LiveRegion {
  let view: LiveView | undefined;
  let drawn: Drawn = [];
  let last = '';
  let timer: NodeJS.Timeout | undefined;

  function draw(above = ''): void {
    const size = { columns: stream.columns ?? 80, rows: stream.rows ?? 24 };
    const frame = renderFrame(drawn, view?.(size) ?? [], { size, above, paint });
    drawn = frame.drawn;
    // Nothing that stands there already is written again.
    if (frame.text !== '' && (frame.text !== last || above !== '')) stream.write(frame.text);
    last = frame.text;
  }
  const redraw = (): void => draw();

  return {
    show(next) {
      const began = view === undefined && next !== undefined;
      const ended = view !== undefined && next === undefined;
      view = next;
      if (began) {
        timer = setInterval(redraw, INTERVAL_MS);
        timer.unref();
        stream.on('resize', redraw);
      }
      if (ended) {
        clearInterval(timer);
        stream.off('resize', redraw);
      }
      draw();
    },
    say: (text) => draw(text),
    around(write) {
      const shown = view;
      view = undefined;
      draw();
      write();
      view = shown;
      if (view !== undefined) draw();
    },
  };
}
