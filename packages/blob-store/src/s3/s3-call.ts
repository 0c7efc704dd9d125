import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobClaim, CallBlobs, OpenBlob } from '@celeriac/deployment';
import { type CallLife, createCallName } from '../call-name.ts';
import { checkClaim, notAsClaimed } from '../claims.ts';
import { toOpenBlob } from '../open-file.ts';
import { sizeOf } from '../sized.ts';
import type { S3Bucket } from './s3-bucket.ts';

/** So much longer than the call its addresses are valid, for clocks that differ. */
const GRACE_SECONDS = 60;
const CLEAN_UP_MS = 20_000;

/** The blobs of one call as objects below `prefix`. */
export function createS3Call(bucket: S3Bucket, prefix: string, life: CallLife): CallBlobs {
  const call = createCallName(life);
  const expiresSeconds = life.timeoutMs / 1000 + GRACE_SECONDS;
  /** Keys that are there, or may be. */
  const keys = new Set<string>();
  let inputs = 0;
  let results = 0;
  const keyOf = (name: string): string => `${prefix}${call}/${name}`;
  return {
    async put(content, { signal } = {}) {
      const name = `i${inputs++}`;
      keys.add(keyOf(name));
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
      const key = keyOf(checkClaim(claim, call).name);
      keys.add(key);
      return await download(bucket, key, { claim, signal });
    },
    async remove({ claimed }) {
      await removeKeys(bucket, keys, !claimed && results > 0 ? [keyOf('')] : []);
    },
  };
}

/** The results of calls that other processes began; what was opened of is removed. */
export function attachS3Call(bucket: S3Bucket, prefix: string): Pick<CallBlobs, 'open' | 'remove'> {
  const calls = new Set<string>();
  return {
    async open(claim, { signal } = {}) {
      const { call, name } = checkClaim(claim);
      calls.add(call);
      return await download(bucket, `${prefix}${call}/${name}`, { claim, signal });
    },
    async remove() {
      const below = [...calls].map((call) => `${prefix}${call}/`);
      await removeKeys(bucket, new Set(), below);
    },
  };
}

/** Removes objects by their keys, and all below some prefixes; what stays is swept later. */
async function removeKeys(
  bucket: S3Bucket,
  known: ReadonlySet<string>,
  below: readonly string[],
): Promise<void> {
  const signal = AbortSignal.timeout(CLEAN_UP_MS);
  const keys = new Set(known);
  try {
    for (const prefix of below)
      for await (const page of bucket.list(prefix, { signal }))
        for (const key of page) keys.add(key);
    await Promise.all([...keys].map((key) => bucket.delete(key, signal)));
  } catch {
    // The sweep has them when the call's time is over.
  }
}

/** Brings an object into a file without a name. */
async function download(
  bucket: S3Bucket,
  key: string,
  { claim, signal }: { readonly claim: BlobClaim; readonly signal: AbortSignal | undefined },
): Promise<OpenBlob> {
  const answer = await bucket.get(key, signal);
  const file = await openNameless();
  try {
    for await (const { piece, position } of pieces(answer, claim))
      await file.write(piece, 0, piece.length, position);
    return toOpenBlob(file, claim.bytes);
  } catch (error) {
    await file.close();
    throw error;
  }
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
