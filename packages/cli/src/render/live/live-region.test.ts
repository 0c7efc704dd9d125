import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Screen } from '../../../test/support/screen.ts';
import { fitLine, type Line, span } from './line.ts';
import { createLiveRegion, type LiveRegion } from './live-region.ts';
import { fitText, textWidth } from './text-width.ts';

const plain = (_style: unknown, text: string): string => text;

function open(columns = 20, rows = 6): { screen: Screen; region: LiveRegion } {
  const screen = new Screen(columns, rows);
  return { screen, region: createLiveRegion(screen, plain) };
}

const lines = (...texts: readonly string[]): (() => readonly Line[]) => {
  return () => texts.map((text) => [span(text)]);
};

test('lines are drawn over each other, what is said stays above, and in the end nothing is left', () => {
  const { screen, region } = open();
  screen.write('before\n');
  region.show(lines('one', 'two', 'three'));
  expect(screen.shown).toEqual(['before', 'one', 'two', 'three']);
  region.show(lines('1', '2'));
  expect(screen.shown).toEqual(['before', '1', '2']);
  region.say('said\nmore\n');
  expect(screen.shown).toEqual(['before', 'said', 'more', '1', '2']);
  region.around(() => screen.write('data\n'));
  expect(screen.shown).toEqual(['before', 'said', 'more', 'data', '1', '2']);
  region.show(undefined);
  expect(screen.shown).toEqual(['before', 'said', 'more', 'data']);
  screen.write('after\n');
  expect(screen.shown.at(-1)).toBe('after');
});

test('a change is one write that leaves nothing empty, and no change is none', () => {
  const { screen, region } = open();
  region.show(lines('one', 'two'));
  region.show(lines('one', 'two'));
  const before = screen.writes.length;
  region.show(lines('one', 'two'));
  expect(screen.writes).toHaveLength(before);
  region.show(lines('one', '2'));
  expect(screen.writes).toHaveLength(before + 1);
  // What is drawn already is not erased before it is written over.
  expect(screen.writes.at(-1)?.indexOf('\u001B[J')).toBeGreaterThan(
    screen.writes.at(-1)?.indexOf('2') ?? Infinity,
  );
});

test('lines are cut to narrow terminals and never leave low ones at the top', () => {
  const { screen, region } = open(8, 4);
  region.show(lines('a long line', 'b', 'c', 'd', 'e'));
  expect(screen.shown).toEqual(['a long…', 'b', 'c']);
  region.show(lines('B', 'C'));
  expect(screen.shown).toEqual(['B', 'C']);
  region.show(lines('宽宽宽宽宽'));
  expect(screen.shown).toEqual(['宽宽宽…']);
  region.show(undefined);
  expect(screen.shown).toEqual([]);
});

test('after a change of its size nothing of the old lines is left', () => {
  const { screen, region } = open(20, 10);
  screen.write('before\n');
  region.show(lines('x'.repeat(19), 'y'.repeat(15)));
  screen.resize(7, 10);
  expect(screen.shown).toEqual(['before', 'xxxxx…', 'yyyyy…']);
  screen.resize(30, 10);
  expect(screen.shown).toEqual(['before', 'x'.repeat(19), 'y'.repeat(15)]);
  region.show(undefined);
  expect(screen.shown).toEqual(['before']);
  // Nobody listens any more.
  expect(screen.listenerCount('resize')).toBe(0);
});

test('whatever is said, a line keeps to its width and steers no terminal', () => {
  const hostile = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(fc.array(hostile), fc.integer({ min: 1, max: 60 }), (texts, columns) => {
      const fitted = fitLine(
        texts.map((text) => span(text)),
        columns,
      );
      const text = fitted.map((one) => one.text).join('');
      expect(textWidth(text)).toBeLessThanOrEqual(columns);
      expect(text).not.toMatch(/\p{Cc}/u);
    }),
  );
  expect(span('\u001B[2Jx\ny').text).toBe('\\x1b[2Jx y');
  expect(fitText('abc', 0)).toBe('');
});
