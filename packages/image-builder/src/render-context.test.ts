import { createHash } from 'node:crypto';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { extract } from 'tar-stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ContextFile } from '@celeriac/deployment';
import { addPlace, toContextEntries } from './context-entries.ts';
import { renderContext } from './render-context.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'celeriac-context-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function toTar(files: readonly ContextFile[], caBundle = ''): Promise<Buffer> {
  return Buffer.concat(
    await Array.fromAsync(
      renderContext(toContextEntries(addPlace(files, { caBundle, script: '' }))),
    ),
  );
}

async function onDisk(path: string, content: Buffer, executable = false): Promise<ContextFile> {
  const absolutePath = join(directory, path.replaceAll('/', '_'));
  await writeFile(absolutePath, content);
  await utimes(absolutePath, new Date(), new Date(Math.random() * 1e12));
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { kind: 'disk', path, absolutePath, bytes: content.length, executable, sha256 };
}

async function untar(tar: Buffer) {
  const entries: { name: string; mode: number; mtime: number; owner: string; text: string }[] = [];
  const reader = extract();
  reader.end(tar);
  for await (const entry of reader) {
    const chunks = (await Array.fromAsync(entry)) as Buffer[];
    const { name, mode, mtime, uid, gid, uname, gname } = entry.header;
    const owner = [uid, gid, uname, gname].join(':');
    const text = Buffer.concat(chunks).toString();
    entries.push({ name, mode, mtime: mtime.getTime(), owner, text });
  }
  return entries;
}

test('files come sorted, each after its directory, with fixed modes, time and owner', async () => {
  const files = [
    { kind: 'text', path: 'Dockerfile', text: 'FROM x' },
    await onDisk('code/b.py', Buffer.from('b')),
    await onDisk('code/a.sh', Buffer.from('a'), true),
  ] as const;
  const entries = await untar(await toTar(files, 'PEM'));
  expect(entries.map(({ name, mode, text }) => [name, mode.toString(8), text])).toEqual([
    ['Dockerfile', '644', 'FROM x'],
    ['build-environment/', '755', ''],
    ['build-environment/ca-bundle.pem', '644', 'PEM'],
    ['build-environment/place.sh', '644', ''],
    ['code/', '755', ''],
    ['code/a.sh', '755', 'a'],
    ['code/b.py', '644', 'b'],
  ]);
  expect(new Set(entries.map(({ mtime, owner }) => `${mtime} ${owner}`))).toEqual(
    new Set(['0 0:0::']),
  );
});

test('the same plan gives the same bytes, whatever its order and the disk say', async () => {
  const part = fc.string({ unit: fc.constantFrom(...'aé日😀 -.'), minLength: 1, maxLength: 60 });
  const name = part.filter((text) => text !== '.' && text !== '..');
  const path = fc
    .array(name, { minLength: 1, maxLength: 4 })
    .map((parts) => `x/${parts.join('/')}`);
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(path, { maxLength: 8, selector: (text) => text.split('/')[1] }),
      fc.string(),
      async (paths, text) => {
        const files = paths.map((one): ContextFile => ({ kind: 'text', path: one, text }));
        const tar = await toTar(files);
        expect((await toTar(files.toReversed())).equals(tar)).toBe(true);
        const names = (await untar(tar)).map((entry) => entry.name);
        expect(names).toEqual(expect.arrayContaining(paths));
      },
    ),
    { numRuns: 50 },
  );
  const twice = async () => toTar([await onDisk('a', Buffer.from('same'))]);
  expect((await twice()).equals(await twice())).toBe(true);
});

test('a large file is streamed, not held', async () => {
  const content = Buffer.alloc(40 * 1024 * 1024, 7);
  const entries = toContextEntries([await onDisk('large', content)]);
  let bytes = 0;
  let largest = 0;
  for await (const chunk of renderContext(entries)) {
    bytes += chunk.length;
    largest = Math.max(largest, chunk.length);
  }
  expect(bytes).toBeGreaterThan(content.length);
  expect(largest).toBeLessThanOrEqual(256 * 1024);
});

test('leaving the stream in the middle ends it', async () => {
  const entries = toContextEntries([await onDisk('large', Buffer.alloc(4 * 1024 * 1024))]);
  for await (const _ of renderContext(entries)) break;
});

test.each([
  ['small', 10],
  ['large', 200 * 1024],
])('a %s file that changed since the plan is refused', async (_, size) => {
  const file = await onDisk('f', Buffer.alloc(size, 1));
  const path = join(directory, 'f');
  for (const content of [Buffer.alloc(size, 2), Buffer.alloc(size - 1), Buffer.alloc(size + 1)]) {
    await writeFile(path, content);
    await expect(toTar([file])).rejects.toMatchObject({
      name: 'ImageBuildError',
      code: 'CONTEXT_CHANGED',
      message: expect.stringContaining('The file f changed'),
    });
  }
  await rm(path);
  await expect(toTar([file])).rejects.toMatchObject({ code: 'CONTEXT_CHANGED' });
});

test.each([
  ['/etc/passwd'],
  ['../x'],
  ['a/../../x'],
  ['a//b'],
  [''],
  ['build-environment/mine'],
  ['Dockerfile/inside'],
  ['Dockerfile'],
])('the path "%s" is refused', (path) => {
  const dockerfile = { kind: 'text', path: 'Dockerfile', text: '' } as const;
  expect(() =>
    toContextEntries(
      addPlace([dockerfile, { kind: 'text', path, text: '' }], { caBundle: '', script: '' }),
    ),
  ).toThrow(expect.objectContaining({ code: 'CONTEXT_INVALID' }));
});
