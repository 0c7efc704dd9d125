import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameDemuxer, type LogFrame } from './frame-demuxer.ts';

function toFrame(stream: 'stdout' | 'stderr', data: Uint8Array): Uint8Array {
  const header = Buffer.alloc(8);
  header[0] = stream === 'stdout' ? 1 : 2;
  header.writeUInt32BE(data.length, 4);
  return Buffer.concat([header, data]);
}

test('frames come out as they went in, however they are cut', () => {
  const frame = fc.record({
    stream: fc.constantFrom<LogFrame['stream']>('stdout', 'stderr'),
    data: fc.uint8Array({ maxLength: 40 }),
  });
  fc.assert(
    fc.property(
      fc.array(frame),
      fc.array(fc.nat({ max: 30 }), { minLength: 1 }),
      (frames, cuts) => {
        const bytes = Buffer.concat(frames.map(({ stream, data }) => toFrame(stream, data)));
        const demuxer = new FrameDemuxer();
        const found: LogFrame[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const length = cuts[turn % cuts.length]! + (turn % 2);
          found.push(...demuxer.push(bytes.subarray(at, at + length)));
          at += length;
        }
        const plain = ({ stream, data }: LogFrame) => ({ stream, data: [...data] });
        expect(found.map(plain)).toEqual(frames.map(plain));
        expect(demuxer.buffered).toBe(0);
      },
    ),
  );
});

test('a long frame in small chunks takes time in proportion to its length', () => {
  const bytes = toFrame('stdout', new Uint8Array(8 * 1024 * 1024));
  const demuxer = new FrameDemuxer();
  const begun = performance.now();
  let frames = 0;
  for (let at = 0; at < bytes.length; at += 1024)
    frames += demuxer.push(bytes.subarray(at, at + 1024)).length;
  expect(frames).toBe(1);
  expect(performance.now() - begun).toBeLessThan(1_000);
});

test('what is not multiplexed is said to be so', () => {
  expect(() => new FrameDemuxer().push(Buffer.from('plain text of a terminal'))).toThrow(
    'not multiplexed',
  );
});
