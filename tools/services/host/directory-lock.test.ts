import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withDirectoryLock } from './directory-lock.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('a lock left by a dead process is broken', async () => {
  writeFileSync(join(directory, 'lock'), JSON.stringify({ pid: 1, started: '1@another-boot' }));
  expect(
    await withDirectoryLock(
      directory,
      async () => 'done',
      () => {},
    ),
  ).toBe('done');
  expect(readdirSync(directory)).toEqual([]);
});

test('two at once work one after the other', async () => {
  const events: string[] = [];
  const work = (name: string) => async () => {
    events.push(`${name} begins`);
    await sleep(150);
    events.push(`${name} ends`);
  };
  await Promise.all([
    withDirectoryLock(directory, work('a'), () => {}),
    withDirectoryLock(directory, work('b'), () => {}),
  ]);
  const first = events[0]?.[0];
  expect(events[1]).toBe(`${first} ends`);
  expect(events).toHaveLength(4);
});
