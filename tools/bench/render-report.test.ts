import { expect, test } from 'vitest';
import { toBenchRow } from './bench-row.ts';
import { median } from './median.ts';
import { renderTable } from './render-report.ts';

test.each([{ value: NaN }, { value: 1, peer: NaN }, { value: Infinity }])(
  'what could not be measured fails: %j',
  (measured) => {
    const row = { name: 'start: engine', unit: 'ms', ...measured };
    expect(() => toBenchRow(row)).toThrow('"start: engine" could not be measured');
  },
);

test('a measurement is compared with its peer and held to its target', () => {
  const target = { of: 'ratio', atMost: 0.7 } as const;
  expect(toBenchRow({ name: 'no-op p50', unit: 'ms', value: 1.23456, peer: 3.4, target })).toEqual({
    name: 'no-op p50',
    unit: 'ms',
    value: 1.23,
    peer: 3.4,
    ratio: 0.363,
    target: 'ratio ≤ 0.7',
    holds: true,
  });
  const missed = {
    name: 'x',
    unit: 'MB/s',
    value: 12_345.6,
    target: { of: 'value', atLeast: 20_000 },
  } as const;
  expect(toBenchRow(missed)).toMatchObject({
    value: 12346,
    peer: null,
    ratio: null,
    target: '≥ 20000',
    holds: false,
  });
  expect(toBenchRow({ name: 'x', unit: 's', value: 0, target })).toMatchObject({
    value: 0,
    holds: false,
  });
  const later = { ...target, due: false };
  expect(toBenchRow({ name: 'x', unit: 's', value: 2, peer: 1, target: later })).toMatchObject({
    target: 'later: ratio ≤ 0.7',
    holds: null,
  });
});

test('a report is a table of aligned columns', () => {
  const rows = [
    { name: 'cold', unit: 's', value: 31.2 },
    { name: 'no change', unit: 's', value: 0.8, target: { of: 'value', atMost: 2 } } as const,
  ].map(toBenchRow);
  expect(renderTable({ suite: 'deploy', rows })).toBe(
    [
      'deploy     value  unit  peer  ratio  target  holds',
      'cold        31.2  s     –     –      –       –',
      'no change    0.8  s     –     –      ≤ 2     yes',
    ].join('\n'),
  );
});

test('the median is the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});
