import { parseTable, type FieldTable } from './field-table.ts';

/** Reads the data types of AMQP 0-9-1 (§4.2.5), big-endian; past the end it throws `RangeError`. */
export class ByteReader {
  readonly bytes: Buffer;
  offset: number;

  constructor(bytes: Buffer, offset = 0) {
    this.bytes = bytes;
    this.offset = offset;
  }

  u8(): number {
    return this.bytes.readUInt8(this.#step(1));
  }

  u16(): number {
    return this.bytes.readUInt16BE(this.#step(2));
  }

  u32(): number {
    return this.bytes.readUInt32BE(this.#step(4));
  }

  /** Exact up to 2^53. */
  u64(): number {
    return this.u32() * 0x1_0000_0000 + this.u32();
  }

  /** A short string: at most 255 bytes of UTF-8. */
  text(): string {
    const length = this.u8();
    const start = this.#step(length);
    if (this.offset > this.bytes.length) throw new RangeError('a short string ends early');
    return this.bytes.toString('utf8', start, this.offset);
  }

  /** A long string, as bytes that share memory with the source. */
  longBytes(): Buffer {
    const length = this.u32();
    const start = this.#step(length);
    if (this.offset > this.bytes.length) throw new RangeError('a long string ends early');
    return this.bytes.subarray(start, this.offset);
  }

  table(): FieldTable {
    return parseTable(this.longBytes());
  }

  #step(length: number): number {
    const start = this.offset;
    this.offset += length;
    return start;
  }
}
