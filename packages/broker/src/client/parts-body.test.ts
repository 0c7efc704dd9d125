import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePartsBody, renderPartsBody } from './parts-body.ts';

const chunks = fc.array(fc.uint8Array({ maxLength: 130 }), { maxLength: 3 });

test('any text and parts come back, each part where Arrow can read it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(chunks, { maxLength: 4 }), (text, all) => {
      const parts = all.map((pieces) => ({
        kind: 'chunks' as const,
        size: pieces.reduce((sum, { length }) => sum + length, 0),
        chunks: pieces,
      }));
      const body = renderPartsBody(text, parts);
      const parsed = parsePartsBody(body);
      expect(parsed?.text).toBe(text);
      expect(parsed?.parts.map((part) => Buffer.from(part))).toEqual(
        all.map((pieces) => Buffer.concat(pieces)),
      );
      for (const part of parsed?.parts ?? [])
        expect((part.byteOffset - body.byteOffset) % 64).toBe(0);
    }),
  );
});

test('what is cut, longer or no such body is none', () => {
  const body = renderPartsBody('{}', [{ kind: 'chunks', size: 3, chunks: [Buffer.from('abc')] }]);
  expect(parsePartsBody(body)).toBeDefined();
  for (let length = 0; length < body.length; length++)
    expect(parsePartsBody(body.subarray(0, length))).toBeUndefined();
  expect(parsePartsBody(Buffer.concat([body, Buffer.alloc(1)]))).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(parsePartsBody(bytes)).toBeUndefined();
    }),
  );
});

test('a part that has other bytes than it says is not sent', () => {
  const wrong = { kind: 'chunks' as const, size: 4, chunks: [Buffer.from('abc')] };
  expect(() => renderPartsBody('{}', [wrong])).toThrow('not the 4 bytes');
});
