import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readContentHeader } from '../wire/content-header.ts';
import { HeldMemory } from './held-memory.ts';
import type { QueuedMessage } from './message.ts';
import type { Queue } from './queue.ts';
import { VirtualHost } from './virtual-host.ts';

/** Class 60, no properties. */
const header = readContentHeader(Buffer.from([0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0]));
const ways = ['publish', 'take', 'settle', 'reject', 'put back', 'purge', 'drop'] as const;

test('a message counts as long as a queue or its consumer has it, whichever way it leaves', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...ways), { minLength: 40, maxLength: 120 }), (steps) => {
      const held = new HeldMemory(1e9, () => undefined);
      const vhost = new VirtualHost('/', held);
      const declare = (name: string, args: object = {}): Queue =>
        vhost.declareQueue({ name, durable: true, autoDelete: false, arguments: { ...args } });
      const dead = declare('dead');
      const declareWork = (): Queue =>
        declare('work', {
          ...{ 'x-queue-type': 'quorum', 'x-delivery-limit': 1, 'x-max-length': 4 },
          ...{ 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'dead' },
        });
      let work = declareWork();
      const taken: (readonly [Queue, QueuedMessage])[] = [];
      const leave = (how: 'settle' | 'reject' | 'putBack'): void => {
        const [queue, queued] = taken.pop() ?? [];
        if (queue !== undefined && queued !== undefined) queue[how](queued);
      };
      const run: Readonly<Record<(typeof ways)[number], () => void>> = {
        publish: () => {
          vhost.publish({ exchange: '', routingKey: 'work', header, body: Buffer.alloc(9) });
        },
        take: () => {
          const queued = work.take();
          if (queued !== undefined) taken.push([work, queued]);
        },
        settle: () => leave('settle'),
        reject: () => leave('reject'),
        'put back': () => leave('putBack'),
        purge: () => void work.purge(),
        drop: () => {
          vhost.drop(work);
          work = declareWork();
        },
      };
      for (const step of steps) run[step]();
      const count = work.length + dead.length + taken.length;
      expect(held.bytes > 0).toBe(count > 0);
      while (taken.length > 0) leave('settle');
      work.purge();
      dead.purge();
      expect(held.bytes).toBe(0);
      vhost.close();
    }),
  );
});

test('publishers go on when a fifth is free, and are told once', () => {
  let told = 0;
  const held = new HeldMemory(10_000, () => told++);
  for (let count = 0; count < 10; count++) held.add(488);
  expect(held.isFull).toBe(false);
  held.add(488);
  held.remove(488);
  held.remove(488);
  expect([held.isFull, told]).toEqual([true, 0]);
  held.remove(488);
  held.remove(488);
  expect([held.isFull, told]).toEqual([false, 1]);
});
