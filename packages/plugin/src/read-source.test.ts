import path from 'node:path';
import { expect, test } from 'vitest';
import { createTestFolder } from '../test/test-folder.ts';
import { readSource } from './read-source.ts';

const HEADED = '#input: int x\n#output: int y\ndef twice(x):\n    return 2 * x\n';

async function read(content: string | Uint8Array): ReturnType<typeof readSource> {
  await using folder = await createTestFolder({ 'x.py': content });
  return await readSource(path.join(folder.root, 'x.py'), { file: 'here/x.py' });
}

test('gives the functions of a file, and the text that their spans count in', async () => {
  const { value, diagnostics } = await read(`é = "ä"\n${HEADED}`);
  const [found] = value?.functions ?? [];
  expect(diagnostics).toEqual([]);
  expect(value?.text.slice(found?.nameSpan.start, found?.nameSpan.end)).toBe('twice');
});

test('leaves a file without a header alone, in any encoding and form', async () => {
  const { value, diagnostics } = await read(Uint8Array.of(0x64, 0xff, 0x28, 0x22));
  expect([value?.functions, diagnostics]).toEqual([[], []]);
});

test('tells what is wrong in one with a header, by the name it was given', async () => {
  const broken = Buffer.concat([Buffer.from(HEADED), Uint8Array.of(0xff)]);
  expect((await read(broken)).diagnostics).toMatchObject([
    { code: 'bad-encoding', file: 'here/x.py' },
  ]);
  const { value, diagnostics } = await read(HEADED.replace('int x', 'num x'));
  expect(value?.functions).toHaveLength(1);
  expect(diagnostics).toMatchObject([{ code: 'unknown-type', file: 'here/x.py' }]);
});

test('tells a file that cannot be read', async () => {
  await using folder = await createTestFolder({ 'a/x.py': '' });
  const { value, diagnostics } = await readSource(path.join(folder.root, 'a'), { file: 'a' });
  expect(value).toBeUndefined();
  expect(diagnostics).toMatchObject([{ code: 'unreadable-file', file: 'a' }]);
});
