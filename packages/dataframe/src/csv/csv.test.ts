import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadFrames } from '@celeriac/dataframe';
import { tableOf, throughArrow, typesOf } from '../../test/encoded.ts';
import { rawValues } from '../../test/raw-values.ts';

const { renderCsv } = await loadFrames();

test('columns are read by what all of their fields are', () => {
  const table = tableOf(
    '\ufeffid,x,ok,at,name,zip,big\r\n' +
      '1,0.5,true,2024-05-01T12:30:45Z,"a ""b"", c",007,9007199254740993\r\n' +
      '-9223372036854775808,NaN,false,2024-05-01T12:30:45.25+02:00,,8,0.5\r\n' +
      ',,,,"",9,1',
  );
  expect(typesOf(table)).toEqual([
    'id Int64',
    'x Float64',
    'ok Bool',
    'at Timestamp<MILLISECOND, UTC>',
    'name Utf8',
    'zip Utf8',
    'big Utf8',
  ]);
  expect(rawValues(table, 'name')).toEqual(['a "b", c', null, '']);
  expect(rawValues(table, 'big')[0]).toBe('9007199254740993');
  expect(rawValues(table, 'id')[2]).toBeNull();
});

test.each([
  ['', [' invalid-frame']],
  ['a,a\n1,2', ['a duplicate-column']],
  ['a,b\n1\n1,2,3', ['0 invalid-frame', '1 invalid-frame']],
  ['a\n"b', [' invalid-frame']],
  ['a\n"b"c', [' invalid-frame']],
  ['a\nb"c"', [' invalid-frame']],
  ['a\n\ud800', ['0.a lone-surrogate']],
])('%j is refused: %o', (text, problems) => {
  expect(throughArrow(text)).toEqual(problems);
});

test('what CSV has no form of its own for is written so that a person can read it', async () => {
  const render = async (file: string): Promise<string> => {
    const fixtures = new URL('../../../worker/fixtures/frames/', import.meta.url);
    return renderCsv(tableOf(await readFile(new URL(file, fixtures))));
  };
  expect(await render('decimals.arrow')).toBe('m\n1.50\n-999999999999999999999.99\n\n');
  expect(await render('dates.arrow')).toContain('1970-01-01T00:00:00.000Z\n0001-01-01T');
  expect(await render('lists.arrow')).toContain('"[""1"",null,""9007199254740993""]"');
  expect(await render('binary.arrow')).toBe('b\n"[]"\n"[0,255]"\n\n');
});

test('a large quoted field is read', () => {
  const text = 'x"y\n'.repeat(200_000);
  const table = tableOf(`a\n"${text.replaceAll('"', '""')}"`);
  expect(table.getChild('a')?.get(0)).toBe(text);
});

test('any columns that CSV can hold come back through its text', { timeout: 60_000 }, () => {
  const cells = fc.oneof(
    fc.array(fc.option(fc.double()), { minLength: 1 }),
    fc.array(fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), { minLength: 1 }),
    fc.array(fc.option(fc.boolean()), { minLength: 1 }),
    fc.array(fc.option(fc.string({ unit: 'binary' })), { minLength: 1 }),
  );
  const hasType = (values: readonly unknown[]): boolean => values.some((value) => value !== null);
  fc.assert(
    fc.property(fc.string(), cells.filter(hasType), (name, values) => {
      const table = tableOf({ [name]: values });
      const again = tableOf(renderCsv(table));
      expect(again.schema.fields[0]?.name).toBe(table.schema.fields[0]?.name);
      expect(rawValues(again, name)).toEqual(rawValues(table, name));
    }),
  );
});
