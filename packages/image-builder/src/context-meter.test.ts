import { expect, test } from 'vitest';
import { createContextMeter, withMeter } from './context-meter.ts';

async function* chunks(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) yield new Uint8Array(10);
}

test('what passes is counted and told between the messages, the whole of it in the end', async () => {
  const meter = createContextMeter();
  async function* messages() {
    for await (const _ of meter.count(chunks(7)));
    yield { kind: 'text' as const };
    await new Promise((resolve) => setTimeout(resolve, 20));
    yield { kind: 'done' as const };
  }
  const told = await Array.fromAsync(withMeter(messages(), meter, () => undefined));
  expect(told.filter(({ kind }) => kind !== 'context')).toEqual([
    { kind: 'text' },
    { kind: 'done' },
  ]);
  expect(told).toContainEqual({ kind: 'context', bytes: 70 });
});

test('leaving ends a source that has nothing more to say, and its failure is thrown', async () => {
  const source = new AbortController();
  async function* messages() {
    yield { kind: 'text' as const };
    await new Promise((_, reject) =>
      source.signal.addEventListener('abort', () => reject(new Error('ended'))),
    );
  }
  const meter = createContextMeter();
  for await (const message of withMeter(messages(), meter, () => source.abort()))
    if (message.kind === 'text') break;
  expect(source.signal.aborted).toBe(true);

  async function* broken(): AsyncGenerator<never> {
    throw new Error('lost');
  }
  const reading = Array.fromAsync(withMeter(broken(), createContextMeter(), () => undefined));
  await expect(reading).rejects.toThrow('lost');
});
