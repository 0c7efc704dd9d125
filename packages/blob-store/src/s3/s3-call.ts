import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobClaim, CallBlobs } from '@celeriac/deployment';
import { createCallName } from '../call-name.ts';
import { checkClaim, notAsClaimed } from '../claims.ts';
import { toOpenBlob } from '../open-file.ts';
import { sizeOf } from '../sized.ts';
import type { S3Bucket } from './s3-bucket.ts';

/** So much longer than the call its addresses are valid, for clocks that differ. */
const GRACE_SECONDS = 60;
const CLEAN_UP_MS = 20_000;

/** The blobs of one call as objects below `prefix`. */
export function createS3Call(bucket: S3Bucket, prefix: string, timeoutMs: number): CallBlobs {
  const call = createCallName(timeoutMs);
  const expiresSeconds = timeoutMs / 1000 + GRACE_SECONDS;
  /** Names that are there, or may be. */
  const names = new Set<string>();
  let inputs = 0;
  let results = 0;
  const keyOf = (name: string): string => `${prefix}${call}/${name}`;
  const get = async (
    claim: Pick<BlobClaim, 'blob' | 'bytes'>,
    signal: AbortSignal | undefined,
  ): Promise<IncomingMessage> => {
    const name = checkClaim(claim, call);
    names.add(name);
    return await bucket.get(keyOf(name), signal);
  };
  return {
    async put(content, { signal } = {}) {
      const name = `i${inputs++}`;
      names.add(name);
      await bucket.put(keyOf(name), content, signal);
      const url = await bucket.signForWorker('GET', keyOf(name), expiresSeconds);
      return { blob: `${call}/${name}`, bytes: sizeOf(content), url };
    },
    async allowResults({ count, limitBytes }) {
      results = count;
      const sign = (_: unknown, index: number): Promise<string> =>
        bucket.signForWorker('PUT', keyOf(`r${index}`), expiresSeconds);
      return { call, limitBytes, urls: await Promise.all(Array.from({ length: count }, sign)) };
    },
    async open(claim, { signal } = {}) {
      const answer = await get(claim, signal);
      const file = await openNameless();
      try {
        for await (const { piece, position } of pieces(answer, claim))
          await file.write(piece, 0, piece.length, position);
        return toOpenBlob(file, claim.bytes);
      } catch (error) {
        await file.close();
        throw error;
      }
    },
    async remove({ claimed }) {
      const signal = AbortSignal.timeout(CLEAN_UP_MS);
      const keys = new Set([...names].map(keyOf));
      try {
        if (!claimed && results > 0)
          for await (const page of bucket.list(keyOf(''), { signal }))
            for (const key of page) keys.add(key);
        await Promise.all([...keys].map((key) => bucket.delete(key, signal)));
      } catch {
        // The sweep has them when the call's time is over.
      }
    },
  };
}

/** The pieces of an answer with their places, which are as many bytes as were claimed or an error. */
async function* pieces(
  answer: IncomingMessage,
  { blob, bytes }: Pick<BlobClaim, 'blob' | 'bytes'>,
): AsyncGenerator<{ readonly piece: Buffer; readonly position: number }> {
  let position = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    if (position + piece.length > bytes) throw notAsClaimed(blob, `more than ${bytes} bytes`);
    yield { piece, position };
    position += piece.length;
  }
  if (position !== bytes) throw notAsClaimed(blob, `${position} bytes, not ${bytes}`);
}

/** A temporary file that is gone from its folder at once, and from the disk when it is closed. */
async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `celeriac-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await rm(path, { force: true });
  return file;
}
