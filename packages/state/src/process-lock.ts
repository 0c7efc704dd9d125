import { randomUUID } from 'node:crypto';
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { currentProcess, isAlive, type ProcessIdentity } from './process-identity.ts';
import { StateError } from './state-error.ts';

/** Who holds a lock, and what for. */
export interface LockHolder extends ProcessIdentity {
  readonly purpose: string;
  /** RFC 3339. */
  readonly since: string;
  readonly token: string;
}

/** A lock that is held until it is released or its process ends. */
export interface ProcessLock extends AsyncDisposable {
  readonly holder: LockHolder;
  release(): Promise<void>;
}

const RETRY_MS = 50;
const STEAL_BOUND_MS = 5000;

/**
 * Takes a lock file that processes of one machine share.
 *
 * Waits up to `waitMs` (default 0), then throws `LOCKED`, naming the holder. The lock of a process
 * that has ended counts as free.
 */
export async function acquireLock(
  path: string,
  options: { purpose: string; waitMs?: number; signal?: AbortSignal },
): Promise<ProcessLock> {
  const deadline = Date.now() + (options.waitMs ?? 0);
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
    else if (Date.now() >= deadline) throw lockedError(path, other);
    else await sleep(RETRY_MS, undefined, options.signal ? { signal: options.signal } : {});
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

function lockedError(path: string, holder: LockHolder): StateError {
  return new StateError(
    'LOCKED',
    `Another process is at work here: ${holder.purpose} (pid ${holder.pid}, since ${holder.since}).`,
    { path, remedy: 'Wait until it is done, then try again.' },
  );
}
