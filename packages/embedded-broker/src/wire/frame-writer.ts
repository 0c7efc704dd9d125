import { renderTable, type FieldTable } from './field-table.ts';
import { FRAME, FRAME_OVERHEAD } from './frame-reader.ts';
import {
  METHODS,
  type FieldKind,
  type FieldValues,
  type MethodArguments,
  type MethodName,
} from './methods.ts';

const SLAB_BYTES = 65_536;
/** Bodies from this size on go out as they are; smaller ones are copied beside their frames. */
const COPIED_BYTES = 8_192;
const LONGEST_TEXT = 255;

/** Collects frames and gives them to a socket in few, large writes. */
export class FrameWriter {
  maxBytes: number;
  readonly #chunks: Buffer[] = [];
  #chunkBytes = 0;
  #slab = Buffer.allocUnsafe(SLAB_BYTES);
  #start = 0;
  #end = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Of all that was collected. */
  get bytes(): number {
    return this.#chunkBytes + this.#end - this.#start;
  }

  method<Name extends MethodName>(channel: number, name: Name, args: MethodArguments<Name>): void {
    const definition: readonly (number | FieldKind)[] = METHODS[name];
    const values: readonly FieldValues[FieldKind][] = args;
    let most = 4;
    for (const value of values) most += boundOf(value);
    this.#begin(FRAME.method, channel, most);
    const start = this.#end;
    this.#u16(definition[0] as number);
    this.#u16(definition[1] as number);
    for (let index = 0; index < values.length; index++)
      this.#field(definition[index + 2] as FieldKind, values[index]!);
    this.#slab.writeUInt32BE(this.#end - start, start - 4);
    this.#u8(0xce);
  }

  /** A content's header, as it stands, and its body in as many frames as it needs. */
  content(channel: number, header: Buffer, body: Buffer): void {
    this.#frame(FRAME.header, channel, header);
    const room = this.maxBytes - FRAME_OVERHEAD;
    for (let start = 0; start < body.length; start += room)
      this.#frame(FRAME.body, channel, body.subarray(start, start + room));
  }

  heartbeat(): void {
    this.#begin(FRAME.heartbeat, 0, 0);
    this.#u8(0xce);
  }

  /** All that was collected, in order; the writer is empty then. */
  take(): Buffer[] {
    this.#cut();
    this.#chunkBytes = 0;
    return this.#chunks.splice(0);
  }

  #frame(type: number, channel: number, payload: Buffer): void {
    if (payload.length < COPIED_BYTES) {
      this.#begin(type, channel, payload.length);
      this.#end += payload.copy(this.#slab, this.#end);
    } else {
      this.#ensure(FRAME_OVERHEAD);
      this.#head(type, channel, payload.length);
      this.#cut();
      this.#push(payload);
      this.#ensure(1);
    }
    this.#u8(0xce);
  }

  #begin(type: number, channel: number, size: number): void {
    this.#ensure(size + FRAME_OVERHEAD);
    this.#head(type, channel, size);
  }

  #head(type: number, channel: number, size: number): void {
    this.#u8(type);
    this.#u16(channel);
    this.#u32(size);
  }

  #field(kind: FieldKind, value: FieldValues[FieldKind]): void {
    if (typeof value === 'number') this.#number(kind, value);
    else if (typeof value === 'string') {
      // Cut between characters where it is too long.
      const length = this.#slab.write(value, this.#end + 1, LONGEST_TEXT);
      this.#u8(length);
      this.#end += length;
    } else {
      const bytes = toBytes(value);
      this.#u32(bytes.length);
      this.#end += bytes.copy(this.#slab, this.#end);
    }
  }

  #number(kind: FieldKind, value: number): void {
    if (kind === 'u64') {
      this.#u32(Math.floor(value / 0x1_0000_0000));
      this.#u32(value % 0x1_0000_0000);
    } else if (kind === 'u32') this.#u32(value);
    else if (kind === 'u16') this.#u16(value);
    else this.#u8(value);
  }

  #u8(value: number): void {
    this.#slab[this.#end++] = value;
  }

  #u16(value: number): void {
    this.#end = this.#slab.writeUInt16BE(value, this.#end);
  }

  #u32(value: number): void {
    this.#end = this.#slab.writeUInt32BE(value, this.#end);
  }

  #ensure(bytes: number): void {
    if (this.#slab.length - this.#end >= bytes) return;
    this.#cut();
    this.#slab = Buffer.allocUnsafe(Math.max(SLAB_BYTES, bytes));
    this.#start = this.#end = 0;
  }

  #cut(): void {
    if (this.#end > this.#start) this.#push(this.#slab.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }

  #push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.length;
  }
}

function toBytes(value: Buffer | FieldTable): Buffer {
  return Buffer.isBuffer(value) ? value : renderTable(value);
}

/** The most that a value takes. */
function boundOf(value: FieldValues[FieldKind]): number {
  if (typeof value === 'number') return 8;
  return typeof value === 'string' ? 1 + LONGEST_TEXT : 4 + toBytes(value).length;
}
