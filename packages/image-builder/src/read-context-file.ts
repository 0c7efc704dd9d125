import { createHash, type Hash } from 'node:crypto';
import { closeSync, createReadStream, fstatSync, openSync, readFileSync } from 'node:fs';
import type { ContextFile } from '@celeriac/deployment';
import { ImageBuildError } from './image-build-error.ts';

/** Up to this size a file is read at once. */
export const SMALL_FILE_BYTES = 64 * 1024;

type DiskFile = Extract<ContextFile, { kind: 'disk' }>;

/** Reads a small file whole; throws `CONTEXT_CHANGED` where it is not what the plan says. */
export function readContextFile(file: DiskFile): Buffer {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file.absolutePath, 'r');
    // Looked at first: it may have grown beyond what is to be held in memory.
    if (fstatSync(descriptor).size !== file.bytes) throw changed(file, 'its size differs');
    const content = readFileSync(descriptor);
    check(file, content.length, createHash('sha256').update(content));
    return content;
  } catch (error) {
    throw toContextChanged(file, error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Streams a large file; throws `CONTEXT_CHANGED` where it is not what the plan says. */
export async function* streamContextFile(
  file: DiskFile,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(file.absolutePath, { highWaterMark: 256 * 1024 })) {
      const piece = chunk as Uint8Array;
      bytes += piece.length;
      if (bytes > file.bytes) throw changed(file, 'it has grown');
      hash.update(piece);
      yield piece;
    }
    check(file, bytes, hash);
  } catch (error) {
    throw toContextChanged(file, error);
  }
}

function check(file: DiskFile, bytes: number, hash: Hash): void {
  if (bytes !== file.bytes) throw changed(file, 'its size differs');
  if (hash.digest('hex') !== file.sha256) throw changed(file, 'its content differs');
}

function toContextChanged(file: DiskFile, error: unknown): ImageBuildError {
  if (error instanceof ImageBuildError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return changed(file, `it cannot be read (${why})`, error);
}

function changed(file: DiskFile, why: string, cause?: unknown): ImageBuildError {
  return new ImageBuildError(
    'CONTEXT_CHANGED',
    `The file ${file.path} changed after the build was planned: ${why}.`,
    { remedy: 'Deploy again when nothing writes to the plugin folder.', cause },
  );
}
