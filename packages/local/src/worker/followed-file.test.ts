import { appendFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FollowedFile } from './followed-file.ts';

test('every line is read once, whole, also where another file takes the place of the first', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'celeriac-follow-'));
  const path = join(folder, 'log');
  using file = new FollowedFile(path);
  expect(file.readLines()).toEqual([]);
  await writeFile(path, 'one\ntw');
  expect(file.readLines()).toEqual(['one']);
  await appendFile(path, 'o é\n');
  expect(file.readLines()).toEqual(['two é']);
  await appendFile(path, 'last of the old\n');
  await rename(path, `${path}.1`);
  expect(file.readLines()).toEqual(['last of the old']);
  await writeFile(path, 'first of the new\n');
  expect(file.readLines()).toEqual(['first of the new']);
  await appendFile(path, 'x'.repeat(200_000) + '\n');
  expect(file.readLines().map((line) => line.length)).toEqual([200_000]);
  await rm(folder, { recursive: true });
});
