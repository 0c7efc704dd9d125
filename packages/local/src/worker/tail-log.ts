import { setTimeout as sleep } from 'node:timers/promises';
import type { LogLine } from '@celeriac/deployment';
import { FollowedFile } from './followed-file.ts';
import { LOG_FILES, parseLine, readLines } from './log-file.ts';

const LOOK_MS = 100;

/**
 * What a worker of another process wrote, and what it writes until it has ended: its file is looked at
 * ten times a second, also where another one has taken its place.
 */
export async function* tailLog(
  folder: string,
  options: {
    readonly container: string;
    readonly tail: number;
    readonly hasEnded: () => Promise<boolean>;
    readonly signal: AbortSignal;
  },
): AsyncGenerator<LogLine, void, undefined> {
  const { container, tail, signal } = options;
  using file = new FollowedFile(`${folder}/${LOG_FILES.current}`);
  const past = [...readLines(folder, LOG_FILES.previous), ...file.readLines()];
  for (const line of past.slice(Math.max(0, past.length - tail))) yield parseLine(line, container);
  for (let isLast = false; !isLast && !signal.aborted;) {
    isLast = await options.hasEnded();
    for (const line of file.readLines()) yield parseLine(line, container);
    if (!isLast) await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}
