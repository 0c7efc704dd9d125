import { expect, test } from 'vitest';
import { renderAnnotatedFile, renderPlainPython } from './parse-corpus.ts';
import { scanLines } from './scan-lines.ts';

test('the corpus holds what its name says', () => {
  const functions = scanLines(renderAnnotatedFile(3));
  expect(functions.map(({ name }) => name)).toEqual(['scale0', 'scale1', 'scale2']);
  expect(functions[2]!.inputs).toHaveLength(4);
  const plain = renderPlainPython(5_000);
  expect(Buffer.byteLength(plain)).toBeGreaterThanOrEqual(5_000);
  expect(plain).not.toMatch(/^#/m);
});
