import type { Chunks } from '@celeriac/signature';

/** Content type of a body that has parts beside its JSON. */
export const PARTS_CONTENT_TYPE = 'application/vnd.celeriac.parts';

/** A body as it was read: text of its JSON, and views of its parts. */
export interface PartsBody {
  readonly text: string;
  readonly parts: readonly Uint8Array[];
}

const MAGIC = 0x50524c43; // "CLRP", as a little-endian number
const HEADER_BYTES = 16;
/** Where Arrow buffers can be read in place. */
const ALIGNMENT = 64;

/**
 * Writes a body: `CLRP`, the number of parts, the length of the JSON and a zero as 32-bit numbers, the
 * length of each part as a 64-bit number, all little-endian; the JSON as UTF-8; and the parts, each at
 * the next multiple of 64 bytes. Each part is copied once.
 */
export function renderPartsBody(text: string, parts: readonly Chunks[]): Buffer {
  const textBytes = Buffer.byteLength(text);
  const textStart = HEADER_BYTES + 8 * parts.length;
  const starts: number[] = [];
  let end = textStart + textBytes;
  for (const { size } of parts) {
    starts.push(align(end));
    end = align(end) + size;
  }
  const body = Buffer.allocUnsafe(end);
  body.writeUInt32LE(MAGIC, 0);
  body.writeUInt32LE(parts.length, 4);
  body.writeUInt32LE(textBytes, 8);
  body.writeUInt32LE(0, 12);
  parts.forEach(({ size }, index) => body.writeBigUInt64LE(BigInt(size), HEADER_BYTES + 8 * index));
  body.write(text, textStart);
  let at = textStart + textBytes;
  parts.forEach(({ size, chunks }, index) => {
    const start = starts[index] ?? 0;
    body.fill(0, at, start);
    at = start;
    for (const chunk of chunks) {
      body.set(chunk, at);
      at += chunk.byteLength;
    }
    if (at !== start + size)
      throw new RangeError(`Part ${index} has not the ${size} bytes it says.`);
  });
  return body;
}

/** Reads what `renderPartsBody` writes; `undefined` where it is anything else. Parts are not copied. */
export function parsePartsBody(body: Uint8Array): PartsBody | undefined {
  const view = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (view.length < HEADER_BYTES || view.readUInt32LE(0) !== MAGIC || view.readUInt32LE(12) !== 0)
    return undefined;
  const count = view.readUInt32LE(4);
  const textStart = HEADER_BYTES + 8 * count;
  let end = textStart + view.readUInt32LE(8);
  if (end > view.length) return undefined;
  const text = view.toString('utf8', textStart, end);
  const parts: Uint8Array[] = [];
  for (let index = 0; index < count; index++) {
    const start = align(end);
    end = start + Number(view.readBigUInt64LE(HEADER_BYTES + 8 * index));
    if (end > view.length) return undefined;
    parts.push(new Uint8Array(body.buffer, body.byteOffset + start, end - start));
  }
  return end === view.length ? { text, parts } : undefined;
}

function align(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}
