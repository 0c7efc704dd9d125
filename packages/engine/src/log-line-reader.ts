import { FrameDemuxer, type LogFrame } from './frame-demuxer.ts';

/** One line that a container wrote. */
export interface EngineLogLine {
  readonly stream: 'stdout' | 'stderr';
  /** Without its line end. */
  readonly text: string;
  /** RFC 3339 with nanoseconds, when the line began. */
  readonly time?: string;
}

interface Part {
  time: string | undefined;
  pieces: Uint8Array[];
  bytes: number;
}

const NEWLINE = 10;
const SPACE = 32;
const LONGEST_LINE = 1024 * 1024;

/**
 * Makes lines of a container's multiplexed log with timestamps.
 *
 * The engine cuts a long line into frames of 16 KiB, each with a timestamp of its own; they are put
 * together again. What is longer than 1 MiB comes in pieces of that size.
 */
export class LogLineReader {
  readonly #demuxer = new FrameDemuxer();
  readonly #open = new Map<LogFrame['stream'], Part>();

  /** Takes the next bytes and returns the lines that they complete. */
  push(chunk: Uint8Array): EngineLogLine[] {
    const lines: EngineLogLine[] = [];
    for (const frame of this.#demuxer.push(chunk)) this.#add(frame, lines);
    return lines;
  }

  /** Lines that the log ended in the middle of. */
  end(): EngineLogLine[] {
    const lines: EngineLogLine[] = [];
    for (const [stream, part] of this.#open) if (part.bytes > 0) lines.push(toLine(stream, part));
    this.#open.clear();
    return lines;
  }

  #add(frame: LogFrame, lines: EngineLogLine[]): void {
    const { time, data } = splitTime(frame.data);
    const part = this.#open.get(frame.stream) ?? { time, pieces: [], bytes: 0 };
    this.#open.set(frame.stream, part);
    let rest = data;
    for (let at = rest.indexOf(NEWLINE); at >= 0; at = rest.indexOf(NEWLINE)) {
      append(part, rest.subarray(0, at));
      lines.push(toLine(frame.stream, part));
      Object.assign(part, { time, pieces: [], bytes: 0 });
      rest = rest.subarray(at + 1);
    }
    if (rest.length > 0) append(part, rest);
    if (part.bytes === 0) this.#open.delete(frame.stream);
    if (part.bytes < LONGEST_LINE) return;
    lines.push(toLine(frame.stream, part));
    this.#open.delete(frame.stream);
  }
}

function append(part: Part, piece: Uint8Array): void {
  part.pieces.push(piece);
  part.bytes += piece.length;
}

function toLine(stream: LogFrame['stream'], part: Part): EngineLogLine {
  const text = Buffer.concat(part.pieces).toString('utf8').replace(/\r$/, '');
  return part.time === undefined ? { stream, text } : { stream, text, time: part.time };
}

function splitTime(data: Uint8Array): { time: string | undefined; data: Uint8Array } {
  const at = data.subarray(0, 40).indexOf(SPACE);
  const time = at < 0 ? '' : Buffer.from(data.subarray(0, at)).toString('latin1');
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(time)) return { time: undefined, data };
  return { time, data: data.subarray(at + 1) };
}
