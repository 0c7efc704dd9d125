import { expect, test } from 'vitest';
import { LogLineReader } from './log-line-reader.ts';

const TIME = '2025-01-02T03:04:05.678901234Z';

function toFrame(stream: 1 | 2, text: string | Uint8Array, time = TIME): Uint8Array {
  const data = Buffer.concat([Buffer.from(`${time} `), Buffer.from(text as string)]);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(data.length, 4);
  return Buffer.concat([header, data]);
}

test('lines carry their stream and time', () => {
  const reader = new LogLineReader();
  expect(reader.push(Buffer.concat([toFrame(1, 'one\r\n'), toFrame(2, '\n')]))).toEqual([
    { stream: 'stdout', text: 'one', time: TIME },
    { stream: 'stderr', text: '', time: TIME },
  ]);
});

test('a line that the engine cut is whole again, though the other stream writes between', () => {
  const reader = new LogLineReader();
  const euro = Buffer.from('a€b');
  const lines = [
    toFrame(1, euro.subarray(0, 2)),
    toFrame(2, 'other\n', '2025-01-02T03:04:06Z'),
    toFrame(1, Buffer.concat([euro.subarray(2), Buffer.from('\n')]), '2025-01-02T03:04:07Z'),
  ].flatMap((chunk) => reader.push(chunk));
  expect(lines).toEqual([
    { stream: 'stderr', text: 'other', time: '2025-01-02T03:04:06Z' },
    { stream: 'stdout', text: 'a€b', time: TIME },
  ]);
});

test('the last line needs no end, and a line without one does not grow for ever', () => {
  const reader = new LogLineReader();
  expect(reader.push(toFrame(1, 'rest'))).toEqual([]);
  expect(reader.end()).toEqual([{ stream: 'stdout', text: 'rest', time: TIME }]);
  const long = reader.push(toFrame(1, 'x'.repeat(1024 * 1024)));
  expect(long.map(({ text }) => text.length)).toEqual([1024 * 1024]);
});
