import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HeldLock } from '@celeriac/deployment';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identityOf } from './process-identity.ts';
import { acquireLock, findLockHolder } from './process-lock.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celeriac-lock-'));
  path = join(folder, 'change.lock');
});
afterEach(() => rm(folder, { recursive: true }));

test('a second taker is told who holds the lock, and gets it after the release', async () => {
  const lock = await acquireLock(path, { purpose: 'deploy of Demo' });
  const { since } = lock.holder;
  await expect(acquireLock(path, { purpose: 'other' })).rejects.toMatchObject({
    code: 'LOCKED',
    retryable: true,
    message: expect.stringContaining(`deploy of Demo (pid ${process.pid}, since ${since})`),
    remedy: expect.stringContaining(`kill ${process.pid}`),
  });
  const late = acquireLock(path, { purpose: 'other', waitMs: 50, remedy: 'Go home.' });
  await expect(late).rejects.toMatchObject({
    message: expect.stringContaining('for 0.05 s'),
    remedy: 'Go home.',
  });
  const told: string[] = [];
  const onWait = ({ purpose }: HeldLock): void => void told.push(purpose);
  const waiting = acquireLock(path, { purpose: 'other', waitMs: 60_000, onWait });
  await expect.poll(() => told).toEqual(['deploy of Demo']);
  await lock.release();
  expect((await waiting).holder.purpose).toBe('other');
});

test('only one of many takers ever holds it', async () => {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    await using _lock = await acquireLock(path, { purpose: 'race', waitMs: 20_000 });
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside--;
  };
  await Promise.all(Array.from({ length: 8 }, work));
  expect(most).toBe(1);
});

test('the lock of a process that has ended is free', async () => {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  await once(child, 'spawn');
  const holder = { ...identityOf(child.pid ?? 0), purpose: 'gone', since: '', token: 't' };
  await writeFile(path, JSON.stringify(holder));
  expect((await findLockHolder(path))?.purpose).toBe('gone');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await findLockHolder(path)).toBeUndefined();
  const lock = await acquireLock(path, { purpose: 'next' });
  expect(lock.holder.purpose).toBe('next');
});

test('a number that was given to another process does not keep a lock', async () => {
  const impostor = { pid: process.pid, startTicks: '1', purpose: 'old', since: '', token: 't' };
  await writeFile(path, JSON.stringify(impostor));
  expect((await acquireLock(path, { purpose: 'new' })).holder.purpose).toBe('new');
});
