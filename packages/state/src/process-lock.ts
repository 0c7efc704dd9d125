import { randomUUID } from 'node:crypto';
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HeldLock, LockOptions } from '@celeriac/deployment';
import { currentProcess, isAlive, type ProcessIdentity } from './process-identity.ts';
import { StateError } from './state-error.ts';

/** Who holds a lock, and what for. */
export interface LockHolder extends ProcessIdentity, HeldLock {
  readonly token: string;
}

/** A lock that is held until it is released or its process ends. */
export interface ProcessLock extends AsyncDisposable {
  readonly holder: LockHolder;
  release(): Promise<void>;
}

const RETRY_MS = 50;
/** Shorter waits are nobody's concern. */
const NOTICED_MS = 500;
const STEAL_BOUND_MS = 5000;

/**
 * Takes a lock file that processes of one machine share.
 *
 * Waits up to `waitMs` (default 0), then throws `LOCKED`, naming the holder; `remedy` says what is
 * to be done then, where it is not to wait. The lock of a process that has ended counts as free.
 */
export async function acquireLock(
  path: string,
  options: LockOptions & { readonly purpose: string; readonly remedy?: string },
): Promise<ProcessLock> {
  const { waitMs = 0 } = options;
  const began = performance.now();
  let isTold = false;
  const holder: LockHolder = {
    ...currentProcess(),
    purpose: options.purpose,
    since: new Date().toISOString(),
    token: randomUUID(),
  };
  for (;;) {
    options.signal?.throwIfAborted();
    if (await createExclusively(path, JSON.stringify(holder))) return toLock(path, holder);
    const other = await readHolder(path);
    if (other === undefined || !isAlive(other)) await clearStale(path);
    else {
      const waitedMs = performance.now() - began;
      if (waitedMs >= waitMs) throw lockedError(path, other, options);
      if (!isTold && waitedMs >= NOTICED_MS) {
        isTold = true;
        options.onWait?.(other);
      }
      await sleep(RETRY_MS, undefined, options.signal ? { signal: options.signal } : {});
    }
  }
}

/** The living process that holds a lock file, if there is one. */
export async function findLockHolder(path: string): Promise<LockHolder | undefined> {
  const holder = await readHolder(path);
  return holder !== undefined && isAlive(holder) ? holder : undefined;
}

function toLock(path: string, holder: LockHolder): ProcessLock {
  const release = async (): Promise<void> => {
    if ((await readHolder(path))?.token === holder.token) await rm(path, { force: true });
  };
  return { holder, release, [Symbol.asyncDispose]: release };
}

/** Removes the lock of an ended process. A second lock keeps two of us from removing a new one. */
async function clearStale(path: string): Promise<void> {
  const guard = `${path}.steal`;
  if (!(await createExclusively(guard, ''))) {
    const made = await stat(guard).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > STEAL_BOUND_MS) await rm(guard, { force: true });
    await sleep(RETRY_MS);
    return;
  }
  try {
    const holder = await readHolder(path);
    if (holder === undefined || !isAlive(holder)) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** Makes a file with its text in one step, so that nobody ever sees half of it. */
async function createExclusively(path: string, text: string): Promise<boolean> {
  const part = `${path}.${randomUUID()}`;
  try {
    await writeFile(part, text, { mode: 0o600 });
    await link(part, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    const remedy = 'Choose a state directory that this user can write to.';
    throw new StateError('UNWRITABLE', `Cannot write ${path} (${code}).`, {
      path,
      remedy,
      cause: error,
    });
  } finally {
    await rm(part, { force: true });
  }
}

/** The holder a lock file names; a file that names none counts as nobody's. */
async function readHolder(path: string): Promise<LockHolder | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as LockHolder;
  } catch {
    return undefined;
  }
}

function lockedError(
  path: string,
  { purpose, pid, since }: LockHolder,
  { waitMs = 0, remedy }: { readonly waitMs?: number; readonly remedy?: string },
): StateError {
  const waited = waitMs === 0 ? '' : ` It was waited for, for ${waitMs / 1000} s.`;
  return new StateError(
    'LOCKED',
    `Another process is at work here: ${purpose} (pid ${pid}, since ${since}).${waited}`,
    {
      path,
      remedy:
        remedy ??
        `Try again when it is done, or end it (kill ${pid}): what it leaves half done is cleared up.`,
    },
  );
}
