import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseReport } from './watch-reports.ts';

const task = {
  ...{ received: 1, started: 1, succeeded: 1, retried: 0, rejected: 0, revoked: 0 },
  ...{ failed: { ValueError: 2 }, runtimes: [1, 0], runtimeSeconds: 0.5 },
};
const report = {
  ...{ kind: 'report', worker: 'w', queue: 'q', processes: 2, active: 0 },
  tasks: { 'Demo:add': task },
};
const parse = (value: unknown) => parseReport(Buffer.from(JSON.stringify(value)));

test('a whole report is read, one that lacks or spoils anything is none', () => {
  expect(parse(report)).toEqual(report);
  for (const key of Object.keys(report))
    expect(parse({ ...report, [key]: undefined })).toBe(undefined);
  for (const key of Object.keys(task))
    expect(parse({ ...report, tasks: { a: { ...task, [key]: 'x' } } }), key).toBe(undefined);
  expect(parse({ ...report, tasks: { a: { ...task, started: -1 } } })).toBe(undefined);
});

test('nothing makes it throw', () => {
  fc.assert(fc.property(fc.json(), (text) => void parseReport(Buffer.from(text))));
  expect(parseReport(Buffer.from([0xff]))).toBe(undefined);
});
