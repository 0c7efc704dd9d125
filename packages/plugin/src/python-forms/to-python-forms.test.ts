import { expect, test } from 'vitest';
import { parsePython } from '@celeriac/annotations';
import { readImports } from './read-imports.ts';
import { toPythonForms } from './to-python-forms.ts';
import type { PythonForms } from './python-form.ts';

function read(imports: string, inputs: readonly string[], definition: string): PythonForms {
  const header = [...inputs.map((input) => `#input: ${input}`), '#output: dataframe out'];
  const text = `${imports}\n\n${header.join('\n')}\n${definition}:\n  return x\n`;
  const { value } = parsePython(text, { file: 'logic.py' });
  const [parsed] = value.functions;
  if (parsed === undefined) throw new Error('there is no function');
  return toPythonForms(parsed, readImports(text));
}

test.each([
  ['import pandas as pd', 'pd.DataFrame', 'pandas'],
  ['', 'pd.DataFrame', 'pandas'],
  ['import polars as pl', 'pl.DataFrame', 'polars'],
  ['import polars', 'polars.LazyFrame', 'polars-lazy'],
  ['import pyarrow as pa', 'pa.Table', 'pyarrow'],
  ['import polars as frames', '"frames.DataFrame | None"', 'polars'],
  ['from polars import DataFrame', 'Optional[DataFrame]', 'polars'],
  ['from polars import (\n  col,\n  DataFrame as Frame,  # ours\n)', 'Frame', 'polars'],
  ['from pandas import DataFrame', 'DataFrame', 'pandas'],
  ['if TYPE_CHECKING:\n  import polars as p', 'p.DataFrame', 'polars'],
  ['import other as pl', 'pl.DataFrame', undefined],
  ['', 'DataFrame', undefined],
  ['', 'constructor', undefined],
])('%j and the hint %s are %s', (imports, hint, form) => {
  const { inputs } = read(imports, ['dataframe df'], `def f(df: ${hint} = None)`);
  expect(inputs['df']).toBe(form);
});

test('files and graphics have forms of their own', () => {
  const inputs = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `file ${name}`);
  const { inputs: forms } = read(
    'import io, typing\nfrom PIL import Image\nfrom pathlib import Path',
    [...inputs, 'graphics h', 'graphics i', 'list<dataframe> j', 'blob k'],
    'def x(a: Path, b: bytes, c: str, d: typing.BinaryIO, e: str | Path, f: IO[bytes], g, h: Image.Image, i: bytes, j: list[pl.DataFrame], k: bytes)',
  );
  expect(forms).toEqual({
    ...{ a: 'path', b: 'bytes', c: 'text', d: 'stream', e: 'path', f: 'stream', h: 'pil' },
    j: 'polars',
  });
});

test('the hint of the result names libraries', () => {
  const outputs = (hint: string): unknown => read('', [], `def f() -> ${hint}`).outputs;
  expect(outputs('pl.DataFrame')).toEqual(['polars']);
  expect(outputs('tuple[pl.LazyFrame, pd.DataFrame, pl.DataFrame]')).toEqual(['polars', 'pandas']);
  expect(outputs('Iterator[pa.Table]')).toEqual(['pyarrow']);
  expect(outputs('dict')).toEqual([]);
});
