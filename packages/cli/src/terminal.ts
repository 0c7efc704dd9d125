import { styleText } from 'node:util';
import { span } from './render/live/line.ts';
import { createLiveRegion, type LiveView } from './render/live/live-region.ts';

/** Data goes to stdout, everything said to a person to stderr. */
export interface Terminal {
  /** Writes a line of data. */
  data(text: string): void;
  /** Says a line. */
  say(text: string): void;
  /** Whether a person watches lines that change: a terminal, and neither `NO_COLOR` nor `CI` is set. */
  readonly isLive: boolean;
  /** Shows a line that the next one replaces, where `isLive`. */
  progress(text: string): void;
  /** Shows lines that are drawn again as they change, or none any more, where `isLive`. */
  live(view: LiveView | undefined): void;
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

/** The terminal of this process. */
export function createTerminal(): Terminal {
  const { stderr, stdout } = process;
  const paint: Terminal['paint'] = (style, text) =>
    styleText(FORMATS[style], text, { stream: stderr });
  const isLive = stderr.isTTY && isWatched(process.env);
  const region = createLiveRegion(stderr, paint);
  let isPassing = false;
  /** A line of progress is gone with the next thing that is said. */
  const pass = (): void => {
    if (isPassing) region.show(undefined);
    isPassing = false;
  };
  const show = (view: LiveView | undefined, passing: boolean): void => {
    if (!isLive) return;
    isPassing = passing;
    region.show(view);
  };
  // The prompt of a shell is to begin a line of its own.
  if (isLive) process.once('exit', () => region.show(undefined));
  return {
    data(text) {
      pass();
      region.around(() => stdout.write(`${text}\n`));
    },
    say(text) {
      pass();
      region.say(`${text}\n`);
    },
    isLive,
    progress: (text) => show(() => [[span(text)]], true),
    live: (view) => show(view, false),
    paint,
  };
}

/** Not where lines go to a log, or to somebody who wants them plain. */
function isWatched({ NO_COLOR, CI, TERM }: NodeJS.ProcessEnv): boolean {
  return !NO_COLOR && (!CI || CI === 'false') && TERM !== 'dumb';
}
