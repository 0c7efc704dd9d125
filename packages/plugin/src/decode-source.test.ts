import { expect, test } from 'vitest';
import { decodeSource } from './decode-source.ts';

const file = 'python/app/a.py';
const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))),
  );
const decode = (...parts: (string | number[])[]): ReturnType<typeof decodeSource> =>
  decodeSource(bytes(...parts), file);

test.each([
  ['no coding line', ['x = "ä"'], 'x = "ä"'],
  ['a byte order mark, which stays', [[0xef, 0xbb, 0xbf], 'x'], '\ufeffx'],
  ['latin-1', ['# -*- coding: latin-1 -*-\nx = "', [0xe4, 0x80], '"'], 'x = "ä\u0080"'],
  ['cp1252 in line two', ['#!/usr/bin/python\r\n# vim: set fileencoding=cp1252 :\n', [0x80]], '€'],
  ['koi8-r', ['# coding=koi8-r\n', [0xc1]], 'а'],
  ['shift_jis', ['# coding: shift_jis\n', [0x82, 0xa0]], 'あ'],
  ['utf8 by another name', ['# coding: UTF_8\nä'], 'ä'],
  ['utf-8-sig', ['# coding: utf-8-sig\nä'], 'ä'],
  ['ascii', ['# coding: us-ascii\nx'], 'x'],
  ['a coding line behind code, which is none', ['x = 1\n# coding: nonsense\n'], 'nonsense'],
  ['a coding line in line three, which is none', ['\n\n# coding: nonsense\n'], 'nonsense'],
])('%s', (_, parts, expected) => {
  const { value, diagnostics } = decode(...parts);
  expect(diagnostics).toEqual([]);
  expect(value).toContain(expected);
});

test.each([
  ['an unknown encoding', ['# coding: nonsense\n'], { start: 10, end: 18 }],
  ['one that no source can be in', ['\n# coding: utf-16\n'], { start: 11, end: 17 }],
  [
    'one against the byte order mark',
    [[0xef, 0xbb, 0xbf], '# coding: latin-1\n'],
    { start: 11, end: 18 },
  ],
])('%s is told at its name', (_, parts, span) => {
  expect(decode(...parts)).toMatchObject({
    value: undefined,
    diagnostics: [{ code: 'unknown-encoding', severity: 'error', file, span }],
  });
});

test.each<[string, (string | number[])[], [number, string]]>([
  ['bytes that are no UTF-8', ['ä = 1\nb = "', [0xe4], '"'], [11, '0xe4']],
  ['a character cut at the end', ['ä', [0xe2, 0x82]], [1, '0xe2']],
  ['what is no ASCII', ['# coding: ascii\n', [0x80]], [16, '0x80']],
  ['UTF-16 with its mark', [[0xff, 0xfe, 0x61, 0]], [0, '0xff']],
])('%s are told at the first of them', (_, parts, [start, byte]) => {
  const [diagnostic] = decode(...parts).diagnostics;
  expect(diagnostic).toMatchObject({ code: 'bad-encoding', span: { start, end: start + 1 } });
  expect(diagnostic?.message).toContain(byte);
});
