import { expect, test } from 'vitest';
import { findMirror } from './suite-source.ts';

test("the mirror is that of Debian's own releases", () => {
  const targets =
    'http://other.example/x Other stable\nhttp://mirror.example/debian Debian bookworm\n';
  expect(findMirror(targets)).toBe('http://mirror.example/debian');
  expect(findMirror('')).toBeUndefined();
});
