import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCallEvents } from './call-events.ts';
import { createEventBuffer } from './event-buffer.ts';

const create = () => createCallEvents({ callId: '1', task: 'D:f' });
const partial = (seq: number, value: unknown, run?: number) =>
  ({ kind: 'partial', seq, value, ...(run !== undefined && { run }) }) as const;

test('a run that begins again goes on after what was given before', async () => {
  const events = create();
  const partials = events.partials;
  const told = [
    { kind: 'started', seq: 1, worker: 'a' } as const,
    partial(2, 'x'),
    partial(4, 'y'),
    partial(4, 'y'),
    { kind: 'started', seq: 1, run: 2, worker: 'b' } as const,
    partial(2, 'x', 2),
    partial(3, 'y', 2),
    partial(5, 'late of the first'),
    partial(4, 'z', 2),
  ].map((event) => events.take(event, 1));
  expect(told).toEqual([true, true, true, false, true, true, true, false, true]);
  events.end(undefined);
  expect(await Array.fromAsync(partials)).toEqual(['x', 'y', 'z']);
});

test('whatever is repeated on the way, each value comes once and in order', async () => {
  const deliveries = fc.array(fc.nat(20), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(deliveries, async (backs) => {
      const events = create();
      const partials = events.partials;
      // A sender that goes back some way and sends all from there on again.
      let newest = 0;
      for (const back of backs) {
        const from = Math.max(1, newest - back);
        newest++;
        for (let seq = from; seq <= newest; seq++) events.take(partial(seq, seq), 1);
      }
      events.end(undefined);
      const all = Array.from({ length: newest }, (_, index) => index + 1);
      expect(await Array.fromAsync(partials)).toEqual(all);
    }),
  );
});

test('values that wait are bounded in bytes as well', async () => {
  const buffer = createEventBuffer<string>({ maxValues: 100, maxBytes: 10 });
  for (const text of ['aaaa', 'bbbb', 'cccc']) buffer.push(text, text.length);
  buffer.end();
  expect(await Array.fromAsync(buffer)).toEqual(['bbbb', 'cccc']);
  expect(buffer.dropped).toBe(1);
});

test('a loop that is left leaves the rest to the next, and those who wait are told of the end', async () => {
  const events = create();
  for (const value of ['a', 'b', 'c']) {
    expect(events.partials.dropped).toBe(0);
    events.take(partial(value.charCodeAt(0), value), 1);
  }
  for await (const value of events.partials) {
    expect(value).toBe('a');
    break;
  }
  const rest = Array.fromAsync(events.partials);
  await turn();
  const failure = new Error('over');
  events.end(failure);
  await expect(rest).rejects.toBe(failure);
});
