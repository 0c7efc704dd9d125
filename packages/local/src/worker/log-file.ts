import { appendFileSync, existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LogLine } from '@celeriac/deployment';

/** Of the file that is written to; the one before it is kept besides. */
const MAX_BYTES = 4_194_304;
/** Their names in the folder of a worker. */
export const LOG_FILES = { current: 'log', previous: 'log.1' } as const;

/** Keeps the lines that a worker writes, the last 4 to 8 MiB of them. */
export class LogFile {
  readonly #folder: string;
  #bytes: number;

  constructor(folder: string) {
    this.#folder = folder;
    const path = join(folder, LOG_FILES.current);
    this.#bytes = existsSync(path) ? statSync(path).size : 0;
  }

  /** Synchronous, so that the last words of a worker are there when its end is told. */
  append({ stream, text, time }: Omit<LogLine, 'container'>): void {
    const line = `${time ?? ''} ${stream} ${text}\n`;
    const path = join(this.#folder, LOG_FILES.current);
    if (this.#bytes + line.length > MAX_BYTES) {
      renameSync(path, join(this.#folder, LOG_FILES.previous));
      this.#bytes = 0;
    }
    appendFileSync(path, line, { mode: 0o600 });
    this.#bytes += Buffer.byteLength(line);
  }
}

/** Reads the lines that were kept, oldest first, at most `tail` of them. */
export function readLog(
  folder: string,
  { container, tail = Infinity }: { readonly container: string; readonly tail?: number },
): readonly LogLine[] {
  const names = [LOG_FILES.previous, LOG_FILES.current];
  const lines = names.flatMap((name) => readLines(folder, name));
  return lines.slice(Math.max(0, lines.length - tail)).map((line) => parseLine(line, container));
}

/** The lines of one file as they were kept; none where it is not there. */
export function readLines(folder: string, name: string): readonly string[] {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
}

/** Reads a line as it was kept. */
export function parseLine(line: string, container: string): LogLine {
  const [time = '', stream = ''] = line.split(' ', 2);
  const text = line.slice(time.length + stream.length + 2);
  return { container, stream: stream === 'stderr' ? 'stderr' : 'stdout', text, time };
}
