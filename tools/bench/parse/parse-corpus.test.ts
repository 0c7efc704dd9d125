import { parsePython } from '@celeriac/annotations';
import { expect, test } from 'vitest';
import { renderAnnotatedFile, renderLines, renderPlainPython } from './parse-corpus.ts';

test('the rendered files hold what their names say', () => {
  const { value, diagnostics } = parsePython(renderAnnotatedFile(2_000));
  expect(value.functions.map(({ definition }) => definition)).toEqual([
    'scale0',
    'scale1',
    'scale2',
  ]);
  expect(value.functions[2]!.inputs).toHaveLength(4);
  expect(diagnostics).toEqual([]);
  const plain = renderPlainPython(5_000);
  expect(Buffer.byteLength(plain)).toBeGreaterThanOrEqual(5_000);
  expect(plain).not.toMatch(/^#/m);
  expect(renderLines(500).split('\n')).toHaveLength(501);
});
