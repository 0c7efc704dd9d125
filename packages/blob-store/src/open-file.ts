import type { FileHandle } from 'node:fs/promises';
import type { OpenBlob } from '@celeriac/deployment';

const PIECE_BYTES = 1_048_576;

/** Closes the files of blobs that nobody closed and nobody can reach any more. */
const forgotten = new FinalizationRegistry<FileHandle>((file) => void close(file));

/** A blob over an open file, which may have no name any more. */
export function toOpenBlob(file: FileHandle, size: number): OpenBlob {
  const blob: OpenBlob = {
    size,
    stream: () => read(blob, file),
    [Symbol.dispose]() {
      forgotten.unregister(blob);
      void close(file);
    },
  };
  forgotten.register(blob, file, blob);
  return blob;
}

/** Holds the blob, so that its file stays open while it is read. */
async function* read({ size }: OpenBlob, file: FileHandle): AsyncGenerator<Uint8Array> {
  for (let position = 0; position < size;) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, size - position));
    const { bytesRead } = await file.read(piece, 0, piece.length, position);
    if (bytesRead === 0) throw new Error(`The file ended after ${position} of ${size} bytes.`);
    position += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

async function close(file: FileHandle): Promise<void> {
  await file.close().catch(() => undefined);
}
