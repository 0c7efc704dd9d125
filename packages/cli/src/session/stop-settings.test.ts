import { expect, test } from 'vitest';
import { parseStopGrace } from './stop-settings.ts';

test.each([
  ['0', 0],
  ['90', 90_000],
  ['90s', 90_000],
  ['15m', 900_000],
  ['2h', 7_200_000],
])('%s is %d ms', (text, ms) => expect(parseStopGrace(text)).toBe(ms));

test.each(['', 'h', '-1', '1d', '1.5h', '169h', '9999999'])('"%s" is refused', (text) =>
  expect(() => parseStopGrace(text)).toThrow('is no time of at most a week'),
);
