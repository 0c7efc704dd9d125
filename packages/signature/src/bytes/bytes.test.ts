import { expect, test } from 'vitest';
import { encodeArguments } from '../encode-arguments.ts';
import { encodeValue } from '../encode-value.ts';
import { findReferences } from './find-references.ts';
import { placeAttachments } from './place-attachments.ts';

const bytes = new Uint8Array([1, 2, 3]);
const source = { size: 3, stream: () => new Blob([bytes]).stream() };
const png = { mediaType: 'image/png', bytes };

test.each([
  ['blob', bytes, { part: 0 }],
  ['blob', Buffer.from(bytes), { part: 0 }],
  ['blob', source, { part: 0 }],
  ['blob', new Blob([bytes]), { part: 0 }],
  ['graphics', png, { part: 0, mediaType: 'image/png' }],
  ['graphics', new Blob([bytes], { type: 'image/png' }), { part: 0, mediaType: 'image/png' }],
  ['file', { name: 'a.b', bytes }, { part: 0, name: 'a.b', mediaType: 'application/octet-stream' }],
  [
    'file',
    { name: 'a', mediaType: 'text/csv', ...source },
    { part: 0, name: 'a', mediaType: 'text/csv' },
  ],
  [
    'file',
    new File([bytes], 'f.txt', { type: 'text/plain' }),
    { part: 0, name: 'f.txt', mediaType: 'text/plain' },
  ],
  ['file', new Blob([bytes]), { part: 0, name: 'blob', mediaType: 'application/octet-stream' }],
] as const)('%s from %o', async (name, value, wire) => {
  const encoded = encodeValue({ name }, value);
  expect(encoded).toMatchObject({ value: wire, problems: [] });
  expect(encoded.attachments).toMatchObject([{ type: name, bytes: { size: 3 } }]);
  const [attachment] = encoded.attachments;
  const chunks =
    attachment?.bytes.kind === 'chunks'
      ? attachment.bytes.chunks
      : await Array.fromAsync(attachment?.bytes.stream() ?? []);
  expect(Buffer.concat(chunks)).toEqual(Buffer.from(bytes));
});

test.each([
  ['blob', new Uint16Array(2), 'wrong-type'],
  ['blob', new ArrayBuffer(2), 'wrong-type'],
  ['blob', 'text', 'wrong-type'],
  ['blob', { size: -1, stream: () => [] }, 'wrong-type'],
  ['file', bytes, 'wrong-type'],
  ['file', { name: 'a' }, 'wrong-type'],
  ['file', { bytes }, 'invalid-file-name'],
  ['file', { name: 'a\\b', bytes }, 'invalid-file-name'],
  ['file', { name: 'a', mediaType: 'csv', bytes }, 'invalid-media-type'],
  ['graphics', { bytes }, 'invalid-media-type'],
  ['graphics', { mediaType: 'image/png' }, 'wrong-type'],
  ['graphics', new Blob([bytes]), 'invalid-media-type'],
] as const)('%s from %o is refused: %s', (name, value, code) => {
  const { problems, attachments } = encodeValue({ name }, value, 'x');
  expect(problems).toMatchObject([{ path: 'x', code }]);
  expect(attachments).toEqual([]);
});

const f = {
  name: 'f',
  inputs: [
    { name: 'a', type: { name: 'blob' } },
    { name: 'list', type: { name: 'list', element: 'file' } },
    { name: '__proto__', type: { name: 'blob' } },
  ],
  outputs: [],
} as const;

test('each attachment goes where it is placed, and the JSON says where', () => {
  const files = ['x', 'y'].map((name) => ({ name, mediaType: 'text/csv', bytes }));
  const args = Object.fromEntries([
    ['a', bytes],
    ['list', files],
    ['__proto__', bytes],
  ]);
  const encoded = encodeArguments(f, args);
  const before = JSON.stringify(encoded.value);
  expect(before).toBe(
    '{"a":{"part":0},"list":[{"part":1,"name":"x","mediaType":"text/csv"},{"part":2,"name":"y","mediaType":"text/csv"}],"__proto__":{"part":3}}',
  );
  const chunks = { kind: 'chunks', size: 3, chunks: [bytes] } as const;
  const blob = { kind: 'blob', claim: { blob: 'key', bytes: 3 } } as const;
  const placed = placeAttachments(encoded, [chunks, blob, chunks, chunks]);
  expect(JSON.stringify(placed.value)).toBe(
    '{"a":{"part":0},"list":[{"blob":"key","bytes":3,"name":"x","mediaType":"text/csv"},{"part":1,"name":"y","mediaType":"text/csv"}],"__proto__":{"part":2}}',
  );
  expect(placed.parts).toHaveLength(3);
  expect(JSON.stringify(encoded.value)).toBe(before);
});

test('references are found where the declared type says so, and nowhere else', () => {
  const reference = { part: 0, name: 'a', mediaType: 'text/csv' };
  const outputs = [
    { name: 'file', type: { name: 'file' } },
    { name: 'files', type: { name: 'list', element: 'file' } },
    { name: 'map', type: { name: 'map' } },
    { name: 'missing', type: { name: 'blob' } },
  ] as const;
  const json = { file: reference, files: [reference, { part: 1 }, 5], map: reference };
  const found = findReferences({ name: 'f', inputs: [], outputs }, json);
  expect(found.map(({ json: object }) => object)).toEqual([reference, reference]);
  expect(found[0]?.reference).toEqual({ kind: 'part', ...reference });
});
