import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createCallName, isCallName, isLeftBehind } from './call-name.ts';

test('a call is left behind when its time and a minute are over', () => {
  const name = createCallName({ timeoutMs: 10_000 });
  expect(isLeftBehind(name)).toBe(false);
  expect(isLeftBehind(name, Date.now() + 69_000)).toBe(false);
  expect(isLeftBehind(name, Date.now() + 72_000)).toBe(true);
});

test('or when its process has ended, as far as that can be known here', () => {
  const { pid } = spawnSync('true');
  const name = createCallName({ timeoutMs: 10_000 });
  const ended = name.replace(`-${process.pid}-`, `-${pid}-`);
  expect(isLeftBehind(ended)).toBe(true);
  const elsewhere = ended.replace(/\.[0-9a-f]{8}-/, '.00000000-');
  expect(isLeftBehind(elsewhere)).toBe(false);
});

test('names are never the same, and other names are nobody’s business', () => {
  expect(createCallName({ timeoutMs: 0 })).not.toBe(createCallName({ timeoutMs: 0 }));
  for (const name of ['', '1.x', 'keep-me', '0.00000000-1-1.short'])
    expect(isLeftBehind(name)).toBe(false);
});

test('a call that outlives its process is left behind by its time alone', () => {
  const name = createCallName({ timeoutMs: 10_000, outlivesProcess: true });
  expect(isCallName(name)).toBe(true);
  expect(isLeftBehind(name)).toBe(false);
  expect(isLeftBehind(name, Date.now() + 72_000)).toBe(true);
});
