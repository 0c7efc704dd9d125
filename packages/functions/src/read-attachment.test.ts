import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ByteSource, encodeValue } from '@celeriac/signature';
import { expect, test } from 'vitest';
import { fromPath } from './from-path.ts';
import { readAttachment } from './read-attachment.ts';

const never = new AbortController().signal;

/** What a source gives that is sent as the argument `data`. */
function read(
  source: ByteSource,
  { signal, deadline = never }: { signal?: AbortSignal; deadline?: AbortSignal } = {},
): AsyncGenerator<Uint8Array> {
  const [attachment] = encodeValue({ name: 'blob' }, source, 'data').attachments;
  return readAttachment(attachment!, { signal, deadline });
}

const sourceOf = (size: number, ...pieces: readonly string[]): ByteSource => ({
  size,
  async *stream() {
    for (const piece of pieces) yield await Promise.resolve(Buffer.from(piece));
  },
});
const hanging: ByteSource = {
  size: 9,
  async *stream() {
    yield Buffer.from('abc');
    await new Promise(() => undefined);
  },
};

test('a source gives what it said, and anything else is an error that names the argument', async () => {
  const pieces = await Array.fromAsync(read(sourceOf(6, 'abc', 'def')));
  expect(Buffer.concat(pieces).toString()).toBe('abcdef');
  const failure = (source: ByteSource): Promise<unknown> => Array.fromAsync(read(source));
  await expect(failure(sourceOf(7, 'abc', 'def'))).rejects.toMatchObject({
    code: 'UNREADABLE_ARGUMENT',
    message: 'data: it said that it has 7 bytes, and gave only 6.',
  });
  await expect(failure(sourceOf(5, 'abc', 'def'))).rejects.toThrow('5 bytes, and gave more');
  await expect(failure({ size: 1, stream: throwing })).rejects.toThrow('the disk is gone');
});

async function* throwing(): AsyncGenerator<Uint8Array> {
  await Promise.reject(new Error('the disk is gone'));
  yield Buffer.alloc(0);
}

test('a source that hangs is waited for until the deadline, or until the caller gives up', async () => {
  const late = Array.fromAsync(read(hanging, { deadline: AbortSignal.timeout(50) }));
  await expect(late).rejects.toMatchObject({
    code: 'UNREADABLE_ARGUMENT',
    message: 'data: its bytes cannot be read: they did not come in time.',
  });
  const controller = new AbortController();
  const given = Array.fromAsync(read(hanging, { signal: controller.signal }));
  controller.abort();
  await expect(given).rejects.toMatchObject({ code: 'CANCELLED' });
});

test('whoever stops early ends the source', async () => {
  let ended = false;
  const endless: ByteSource = {
    size: 1_000,
    async *stream() {
      try {
        for (;;) yield await Promise.resolve(Buffer.from('abc'));
      } finally {
        ended = true;
      }
    },
  };
  for await (const piece of read(endless)) {
    expect(piece.length).toBe(3);
    break;
  }
  await expect.poll(() => ended).toBe(true);
});

test('a path is a file that is there, and that stays as it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'celeriac-path-'));
  try {
    const path = join(folder, 'größe.bin');
    await writeFile(path, 'abcdef');
    const source = await fromPath(path);
    expect(source).toMatchObject({ name: 'größe.bin', size: 6 });
    expect(await fromPath(path, { name: 'b', mediaType: 'text/csv' })).toMatchObject({
      name: 'b',
      mediaType: 'text/csv',
    });
    expect(Buffer.concat(await Array.fromAsync(read(source))).toString()).toBe('abcdef');
    await truncate(path, 3);
    await expect(Array.fromAsync(read(source))).rejects.toThrow('gave only 3');
    await expect(fromPath(folder)).rejects.toMatchObject({ code: 'UNREADABLE_ARGUMENT' });
    await expect(fromPath(join(folder, 'none'))).rejects.toThrow('ENOENT');
  } finally {
    await rm(folder, { recursive: true });
  }
});
