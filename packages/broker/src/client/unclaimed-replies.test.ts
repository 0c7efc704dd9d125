import type { ConsumeMessage } from 'amqplib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createUnclaimedReplies } from './unclaimed-replies.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => vi.useRealTimers());

const MINUTE_MS = 60_000;
const reply = (correlationId: string): ConsumeMessage =>
  ({ properties: { correlationId, userId: 'app' }, content: Buffer.alloc(10) }) as ConsumeMessage;

test('replies that nobody claims go after ten minutes, though no other comes', () => {
  const dropped: ConsumeMessage[] = [];
  const unclaimed = createUnclaimedReplies((message) => dropped.push(message));
  const [first, second, third] = [reply('1'), reply('2'), reply('3')];
  unclaimed.keep(first);
  unclaimed.keep(second);
  vi.advanceTimersByTime(5 * MINUTE_MS);
  unclaimed.keep(third);
  expect(unclaimed.claim('2')).toEqual([second]);
  expect(unclaimed.size).toBe(2);
  vi.advanceTimersByTime(6 * MINUTE_MS);
  expect(dropped).toEqual([first]);
  vi.advanceTimersByTime(6 * MINUTE_MS);
  expect(dropped).toEqual([first, third]);
  expect(vi.getTimerCount()).toBe(0);
});
