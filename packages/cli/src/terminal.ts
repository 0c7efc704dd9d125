import { styleText } from 'node:util';

/** Data goes to stdout, everything said to a person to stderr. */
export interface Terminal {
  /** Writes a line of data. */
  data(text: string): void;
  /** Says a line. */
  say(text: string): void;
  /** Shows a line that the next one replaces; only where a person watches. */
  progress(text: string): void;
  /** Colours text for stderr, or leaves it plain: `NO_COLOR`, `FORCE_COLOR`, no terminal. */
  paint(style: Style, text: string): string;
}

/** What a colour is for. */
export type Style = 'good' | 'warning' | 'bad' | 'dim' | 'strong';

const FORMATS = {
  good: 'green',
  warning: 'yellow',
  bad: 'red',
  dim: 'dim',
  strong: 'bold',
} as const;

const ERASE_LINE = '\r\u001B[K';

/** The terminal of this process. */
export function createTerminal(): Terminal {
  let pending = false;
  const clear = (): void => {
    if (pending) process.stderr.write(ERASE_LINE);
    pending = false;
  };
  return {
    data(text) {
      clear();
      process.stdout.write(`${text}\n`);
    },
    say(text) {
      clear();
      process.stderr.write(`${text}\n`);
    },
    progress(text) {
      if (!process.stderr.isTTY) return;
      const width = (process.stderr.columns ?? 80) - 1;
      process.stderr.write(ERASE_LINE + text.replaceAll(/[\s\p{Cc}]+/gu, ' ').slice(0, width));
      pending = true;
    },
    paint: (style, text) => styleText(FORMATS[style], text, { stream: process.stderr }),
  };
}
