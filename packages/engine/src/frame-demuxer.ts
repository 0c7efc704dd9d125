import { EngineError } from './engine-error.ts';

/** One write of a container, whole. */
export interface LogFrame {
  readonly stream: 'stdout' | 'stderr';
  readonly data: Uint8Array;
}

const HEADER_BYTES = 8;
const LONGEST_FRAME = 16 * 1024 * 1024;

/**
 * Takes the engine's multiplexed log stream apart, in time linear in its length however it is cut.
 *
 * A frame is a header of 8 bytes (stream 0 to 2, three zeros, length as big-endian 32 bit), then its
 * data. Throws `ENGINE_FAILED` where a header is none. Protocol: Docker Engine API, "Attach to a
 * container", stream format.
 */
export class FrameDemuxer {
  #chunks: Uint8Array[] = [];
  #buffered = 0;
  #pending: { readonly stream: LogFrame['stream']; readonly bytes: number } | undefined;

  /** Takes the next bytes and returns the frames that they complete. */
  push(chunk: Uint8Array): LogFrame[] {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    const frames: LogFrame[] = [];
    for (;;) {
      if (this.#pending === undefined) {
        if (this.#buffered < HEADER_BYTES) return frames;
        this.#pending = parseHeader(this.#take(HEADER_BYTES));
      }
      if (this.#buffered < this.#pending.bytes) return frames;
      frames.push({ stream: this.#pending.stream, data: this.#take(this.#pending.bytes) });
      this.#pending = undefined;
    }
  }

  /** Bytes of a frame that has not come to its end. */
  get buffered(): number {
    return this.#buffered;
  }

  #take(bytes: number): Uint8Array {
    this.#buffered -= bytes;
    const first = this.#chunks[0];
    if (first === undefined || bytes === 0) return new Uint8Array(0);
    if (first.length > bytes) {
      this.#chunks[0] = first.subarray(bytes);
      return first.subarray(0, bytes);
    }
    const taken = new Uint8Array(bytes);
    let filled = 0;
    let used = 0;
    for (const chunk of this.#chunks) {
      const part = chunk.subarray(0, bytes - filled);
      taken.set(part, filled);
      filled += part.length;
      if (part.length < chunk.length) {
        this.#chunks[used] = chunk.subarray(part.length);
        break;
      }
      used += 1;
      if (filled === bytes) break;
    }
    this.#chunks.splice(0, used);
    return taken;
  }
}

function parseHeader(header: Uint8Array): { stream: LogFrame['stream']; bytes: number } {
  const view = new DataView(header.buffer, header.byteOffset, HEADER_BYTES);
  const kind = view.getUint8(0);
  const bytes = view.getUint32(4);
  if (kind > 2 || (view.getUint32(0) & 0xffffff) !== 0 || bytes > LONGEST_FRAME)
    throw new EngineError('ENGINE_FAILED', 'The Docker engine sent a log that is not multiplexed.');
  return { stream: kind === 2 ? 'stderr' : 'stdout', bytes };
}
