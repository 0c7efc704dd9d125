import { expect, test } from 'vitest';
import { renderStartTimes } from './render-start-times.ts';

const times = { createMs: 310, startMs: 350, readyMs: 420 };

test('names the libraries that make a start slow, and no others', () => {
  const libraries = [
    { name: 'numpy', ms: 1900 },
    { name: 'requests', ms: 300 },
    { name: 'yaml', ms: 150 },
    { name: 'attr', ms: 20 },
  ];
  expect(renderStartTimes({ ...times, imports: { ms: 2300, libraries } })).toBe(
    'create 0.31 s, start 0.35 s, imports 2.30 s (numpy 1.90 s, requests 0.30 s), ready 0.42 s',
  );
});

test('says nothing of imports that were quick, or that nobody told of', () => {
  const imports = { ms: 40, libraries: [{ name: 'yaml', ms: 35 }] };
  expect(renderStartTimes({ ...times, imports })).toContain('imports 0.04 s, ready');
  expect(renderStartTimes(times)).toBe('create 0.31 s, start 0.35 s, ready 0.42 s');
});
