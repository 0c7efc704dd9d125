import { AmqpError } from '../amqp-error.ts';

/** Types of frames (§4.2.3). */
export const FRAME = { method: 1, header: 2, body: 3, heartbeat: 8 } as const;

const FRAME_END = 0xce;
/** Type, channel and size. */
const HEAD_BYTES = 7;
/** What is before the payload, and the end octet after it. */
export const FRAME_OVERHEAD = HEAD_BYTES + 1;

/**
 * Takes what was read from a socket and tells whole frames. Payloads share the memory of the chunk that
 * they came in; only a frame that two chunks or more have parts of is put together elsewhere.
 */
export class FrameReader {
  maxBytes: number;
  readonly #onFrame: (type: number, channel: number, payload: Buffer) => void;
  /** As large as the frame that comes in parts; as its head, until all of that has come. */
  #partial = Buffer.alloc(0);
  #filled = 0;

  constructor(maxBytes: number, onFrame: (type: number, channel: number, payload: Buffer) => void) {
    this.maxBytes = maxBytes;
    this.#onFrame = onFrame;
  }

  /** Throws `AmqpError` 501 for what is no frame or too large. */
  push(chunk: Buffer): void {
    let offset = this.#filled > 0 ? this.#complete(chunk) : 0;
    while (chunk.length - offset >= HEAD_BYTES) {
      const end = offset + this.#sizeOf(chunk, offset);
      if (end > chunk.length) break;
      this.#tell(chunk, offset, end);
      offset = end;
    }
    const left = chunk.length - offset;
    if (left === 0) return;
    this.#partial = Buffer.allocUnsafe(
      left < HEAD_BYTES ? HEAD_BYTES : this.#sizeOf(chunk, offset),
    );
    this.#fill(chunk, offset);
  }

  /** Goes on with the frame that began in chunks before; where in this one the next frame begins. */
  #complete(chunk: Buffer): number {
    let offset = this.#fill(chunk, 0);
    if (this.#filled === HEAD_BYTES && this.#partial.length === HEAD_BYTES) {
      const whole = Buffer.allocUnsafe(this.#sizeOf(this.#partial, 0));
      this.#partial.copy(whole);
      this.#partial = whole;
      offset = this.#fill(chunk, offset);
    }
    if (this.#filled < this.#partial.length) return offset;
    this.#filled = 0;
    this.#tell(this.#partial, 0, this.#partial.length);
    return offset;
  }

  #fill(chunk: Buffer, from: number): number {
    const copied = chunk.copy(this.#partial, this.#filled, from);
    this.#filled += copied;
    return from + copied;
  }

  #sizeOf(bytes: Buffer, offset: number): number {
    const size = bytes.readUInt32BE(offset + 3) + FRAME_OVERHEAD;
    if (size <= this.maxBytes) return size;
    const text = `a frame of ${size - FRAME_OVERHEAD} bytes, more than was agreed`;
    throw new AmqpError('FRAME_ERROR', text);
  }

  #tell(bytes: Buffer, offset: number, end: number): void {
    if (bytes[end - 1] !== FRAME_END)
      throw new AmqpError('FRAME_ERROR', 'a frame does not end where it should');
    const payload = bytes.subarray(offset + HEAD_BYTES, end - 1);
    this.#onFrame(bytes.readUInt8(offset), bytes.readUInt16BE(offset + 1), payload);
  }
}
