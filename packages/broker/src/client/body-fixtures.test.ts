import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parsePartsBody, renderPartsBody } from './parts-body.ts';

interface BodyFixture {
  readonly name: string;
  readonly file?: string;
  readonly body?: string;
  readonly json?: unknown;
  readonly parts?: readonly string[];
  readonly refused?: true;
}

const folder = new URL('../../../worker/fixtures/', import.meta.url);
const fixtures = JSON.parse(
  readFileSync(new URL('bodies.json', folder), 'utf8'),
) as readonly BodyFixture[];
const readBody = ({ file, body = '' }: BodyFixture): Buffer =>
  file === undefined ? Buffer.from(body, 'hex') : readFileSync(new URL(file, folder));

test.each(fixtures.filter(({ refused }) => refused === true))('$name: refused', (fixture) => {
  expect(parsePartsBody(readBody(fixture))).toBeUndefined();
});

test.each(fixtures.filter(({ refused }) => refused !== true))('$name: both ways', (fixture) => {
  const body = readBody(fixture);
  const parts = fixture.parts?.map((part) => Buffer.from(part, 'hex')) ?? [];
  const parsed = parsePartsBody(body);
  expect(JSON.parse(parsed?.text ?? '')).toEqual(fixture.json);
  expect(parsed?.parts.map((part) => Buffer.from(part))).toEqual(parts);
  const chunks = parts.map((part) => ({
    kind: 'chunks' as const,
    size: part.length,
    chunks: [part],
  }));
  expect(renderPartsBody(JSON.stringify(fixture.json), chunks)).toEqual(body);
});
