import { renderTable, type FieldTable } from './field-table.ts';
import { FRAME, FRAME_OVERHEAD } from './frame-reader.ts';
import { METHODS, type FieldKind, type MethodArguments, type MethodName } from './methods.ts';

const SLAB_BYTES = 65_536;
/** Bodies from this size on go out as they are; smaller ones are copied beside their frames. */
const COPIED_BYTES = 8_192;

/** Collects frames and gives them to a socket in few, large writes. */
export class FrameWriter {
  maxBytes: number;
  readonly #chunks: Buffer[] = [];
  #slab = Buffer.allocUnsafe(SLAB_BYTES);
  #start = 0;
  #end = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get isEmpty(): boolean {
    return this.#end === this.#start && this.#chunks.length === 0;
  }

  method<Name extends MethodName>(channel: number, name: Name, args: MethodArguments<Name>): void {
    const [classId, methodId, ...fields] = METHODS[name];
    const values = args as readonly unknown[];
    const tail = fields.map((kind: FieldKind, index) => renderLong(kind, values[index]));
    let size = 4;
    for (let index = 0; index < fields.length; index++)
      size += sizeOf(fields[index] as FieldKind, tail[index]);
    this.#begin(FRAME.method, channel, size);
    this.#u16(classId);
    this.#u16(methodId);
    for (let index = 0; index < fields.length; index++)
      this.#field(fields[index] as FieldKind, values[index], tail[index]);
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
      this.#chunks.push(payload);
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

  #field(kind: FieldKind, value: unknown, long: Buffer | undefined): void {
    if (long !== undefined) {
      if (kind === 'text') this.#u8(long.length);
      else this.#u32(long.length);
      this.#end += long.copy(this.#slab, this.#end);
    } else if (kind === 'u16') this.#u16(value as number);
    else if (kind === 'u32') this.#u32(value as number);
    else if (kind === 'u64') {
      this.#u32(Math.floor((value as number) / 0x1_0000_0000));
      this.#u32((value as number) % 0x1_0000_0000);
    } else this.#u8(value as number);
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
    if (this.#end > this.#start) this.#chunks.push(this.#slab.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }
}

function renderLong(kind: FieldKind, value: unknown): Buffer | undefined {
  if (kind === 'text') return Buffer.from(value as string).subarray(0, 255);
  if (kind === 'bytes') return value as Buffer;
  return kind === 'table' ? renderTable(value as FieldTable) : undefined;
}

function sizeOf(kind: FieldKind, long: Buffer | undefined): number {
  if (long !== undefined) return long.length + (kind === 'text' ? 1 : 4);
  return { u8: 1, bits: 1, u16: 2, u32: 4, u64: 8 }[kind as 'u8'];
}
