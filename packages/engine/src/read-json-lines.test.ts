import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readJsonLines } from './read-json-lines.ts';

test('values come out as they went in, however their bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue()),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom('\n', '\r\n', '\n\n'),
      async (values, size, end) => {
        const bytes = Buffer.from(values.map((value) => JSON.stringify(value)).join(end));
        async function* cut() {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        }
        const found = await Array.fromAsync(readJsonLines(cut()));
        expect(JSON.stringify(found)).toBe(JSON.stringify(values));
      },
    ),
  );
});

test('a line that is no JSON is quoted', async () => {
  async function* lines() {
    yield Buffer.from('{"a":1}\n<html>\n');
  }
  await expect(Array.fromAsync(readJsonLines(lines()))).rejects.toThrow('<html>');
});
