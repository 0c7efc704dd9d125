import { constants } from 'node:fs';
import { chmod, type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobClaim, BlobContent, CallBlobs } from '@celeriac/deployment';
import { BlobStoreError } from '../blob-store-error.ts';
import { type CallLife, createCallName } from '../call-name.ts';
import { checkClaim, notAsClaimed } from '../claims.ts';
import { toOpenBlob } from '../open-file.ts';
import { sizeOf, sized } from '../sized.ts';

/** The app's user in its container reads what it is told of and adds files; it lists and removes none of ours. */
const CALL_MODE = 0o1733;
const INPUT_MODE = 0o644;
/** What a worker made may be anything: no link is followed, nothing that would not end is waited for. */
const READ_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** The blobs of one call as files of one folder. */
export function createDirectoryCall(app: string, life: CallLife): CallBlobs {
  const call = createCallName(life);
  const folder = join(app, call);
  let inputs = 0;
  let made: Promise<void> | undefined;
  const make = (): Promise<void> => (made ??= makeCallFolder(folder));
  return {
    async put(content, { signal } = {}) {
      const name = `i${inputs++}`;
      await make();
      const bytes = await writeInput(join(folder, name), content, signal);
      return { blob: `${call}/${name}`, bytes };
    },
    async allowResults({ limitBytes }) {
      await make();
      return { call, limitBytes };
    },
    async open(claim) {
      const path = join(folder, checkClaim(claim, call).name);
      return toOpenBlob(await openResult(path, claim), claim.bytes);
    },
    async remove() {
      await made?.catch(() => undefined);
      if (made) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    },
  };
}

/** The results of calls that other processes began; what was opened of is removed. */
export function attachDirectoryCall(app: string): Pick<CallBlobs, 'open' | 'remove'> {
  const calls = new Set<string>();
  return {
    async open(claim) {
      const { call, name } = checkClaim(claim);
      calls.add(call);
      return toOpenBlob(await openResult(join(app, call, name), claim), claim.bytes);
    },
    async remove() {
      for (const call of calls)
        await rm(join(app, call), { recursive: true, force: true }).catch(() => undefined);
    },
  };
}

async function makeCallFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
    // Told to `mkdir`, the mode would lose what the process' umask takes away.
    await chmod(folder, CALL_MODE);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw unwritable(message, cause);
    const told = 'The app was deployed before it had a blob directory, or was taken down.';
    throw new BlobStoreError('NOT_PREPARED', told, { cause });
  }
}

async function writeInput(
  path: string,
  content: BlobContent,
  signal: AbortSignal | undefined,
): Promise<number> {
  const pieces = content instanceof Uint8Array ? [content] : sized(content);
  try {
    await using file = await open(path, 'wx', INPUT_MODE);
    await file.chmod(INPUT_MODE);
    for await (const piece of pieces) {
      signal?.throwIfAborted();
      await file.writeFile(piece, { ...(signal && { signal }) });
    }
    return sizeOf(content);
  } catch (error) {
    const { syscall } = error as NodeJS.ErrnoException;
    throw syscall === 'open' || syscall === 'write'
      ? unwritable((error as Error).message, error)
      : error;
  }
}

async function openResult(path: string, { blob, bytes }: BlobClaim): Promise<FileHandle> {
  let file: FileHandle;
  try {
    file = await open(path, READ_FLAGS);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw notAsClaimed(blob, message);
    throw new BlobStoreError('NOT_FOUND', `The blob ${blob} is gone.`, { cause });
  }
  try {
    const found = await file.stat();
    if (!found.isFile()) throw notAsClaimed(blob, 'it is no file');
    if (found.size !== bytes) throw notAsClaimed(blob, `${found.size} bytes, not ${bytes}`);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function unwritable(why: string, cause: unknown): BlobStoreError {
  return new BlobStoreError('UNWRITABLE', `A value could not be stored: ${why}.`, { cause });
}
