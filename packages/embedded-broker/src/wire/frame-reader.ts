import { AmqpError } from '../amqp-error.ts';

/** Types of frames (§4.2.3). */
export const FRAME = { method: 1, header: 2, body: 3, heartbeat: 8 } as const;

const FRAME_END = 0xce;
/** Type, channel, size before the payload, and the end octet after it. */
export const FRAME_OVERHEAD = 8;

/** Takes what was read from a socket and tells whole frames; payloads share its memory. */
export class FrameReader {
  maxBytes: number;
  readonly #onFrame: (type: number, channel: number, payload: Buffer) => void;
  #rest: Buffer | undefined;

  constructor(maxBytes: number, onFrame: (type: number, channel: number, payload: Buffer) => void) {
    this.maxBytes = maxBytes;
    this.#onFrame = onFrame;
  }

  /** Throws `AmqpError` 501 for what is no frame or too large. */
  push(chunk: Buffer): void {
    const data = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    let offset = 0;
    while (data.length - offset >= FRAME_OVERHEAD) {
      const size = data.readUInt32BE(offset + 3);
      if (size + FRAME_OVERHEAD > this.maxBytes)
        throw new AmqpError('FRAME_ERROR', `a frame of ${size} bytes, more than was agreed`);
      const end = offset + 7 + size;
      if (end >= data.length) break;
      if (data[end] !== FRAME_END)
        throw new AmqpError('FRAME_ERROR', 'a frame does not end where it should');
      const payload = data.subarray(offset + 7, end);
      this.#onFrame(data.readUInt8(offset), data.readUInt16BE(offset + 1), payload);
      offset = end + 1;
    }
    this.#rest = offset === data.length ? undefined : data.subarray(offset);
  }
}
