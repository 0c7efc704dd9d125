import type { FileHandle } from 'node:fs/promises';
import type { OpenBlob } from '@celeriac/deployment';
import { BlobStoreError } from './blob-store-error.ts';

const PIECE_BYTES = 1_048_576;
const MOST_AT_ONCE = 2 ** 30;

/** Closes the files of blobs that nobody closed and nobody can reach any more. */
const forgotten = new FinalizationRegistry<FileHandle>((file) => void close(file));

/** A blob over an open file, which may have no name any more. */
export function toOpenBlob(file: FileHandle, size: number): OpenBlob {
  const blob: OpenBlob = {
    size,
    stream: () => readPieces(blob, file),
    bytes: () => readAll(blob, file),
    [Symbol.dispose]() {
      forgotten.unregister(blob);
      void close(file);
    },
  };
  forgotten.register(blob, file, blob);
  return blob;
}

/** Holds the blob, so that its file stays open while it is read. */
async function* readPieces({ size }: OpenBlob, file: FileHandle): AsyncGenerator<Uint8Array> {
  for (let position = 0; position < size;) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, size - position));
    const bytesRead = await readSome(file, piece, position);
    position += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

async function readAll({ size }: OpenBlob, file: FileHandle): Promise<Uint8Array> {
  const all = Buffer.allocUnsafeSlow(size);
  for (let position = 0; position < size;) {
    const part = all.subarray(position, Math.min(size, position + MOST_AT_ONCE));
    position += await readSome(file, part, position);
  }
  return all;
}

async function readSome(file: FileHandle, into: Buffer, position: number): Promise<number> {
  const { bytesRead } = await file.read(into, 0, into.length, position);
  if (bytesRead > 0) return bytesRead;
  throw new BlobStoreError('BAD_CLAIM', `A blob became shorter: it ends at ${position} bytes.`);
}

async function close(file: FileHandle): Promise<void> {
  await file.close().catch(() => undefined);
}
