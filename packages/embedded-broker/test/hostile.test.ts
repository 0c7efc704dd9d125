import { connect, type ChannelModel } from 'amqplib';
import fc from 'fast-check';
import { type EmbeddedBroker, startEmbeddedBroker } from '@celeriac/embedded-broker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closingCode } from './brokers.ts';
import { ADMIN, renderSession, say } from './hostile-session.ts';

const LARGEST = 100_000;

describe('whatever comes over the wire', () => {
  let broker: EmbeddedBroker;
  let model: ChannelModel;
  beforeAll(async () => {
    broker = await startEmbeddedBroker({ ...ADMIN, maxMessageBytes: LARGEST });
    model = await connect(broker.url, { noDelay: true });
  });
  afterAll(async () => {
    await model?.close();
    await broker?.close();
  });

  /** Somebody else is served as ever, and nothing is left of whoever hung up. */
  async function isWell(): Promise<boolean> {
    const channel = await model.createConfirmChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    channel.sendToQueue(queue, Buffer.from('still here'));
    await channel.waitForConfirms();
    const message = await channel.get(queue, { noAck: true });
    await channel.close();
    return message !== false && message.content.toString() === 'still here';
  }

  async function countConnections(): Promise<number> {
    const credentials = Buffer.from(`${ADMIN.user}:${ADMIN.password}`).toString('base64');
    const headers = { authorization: `Basic ${credentials}` };
    const answer = await fetch(`${broker.managementUrl}/api/connections`, { headers });
    return ((await answer.json()) as readonly unknown[]).length;
  }

  test('a session said in advance is served', async () => {
    const answer = (await say(broker, renderSession('told'))).toString('latin1');
    // The word that all is closed comes last, after what was published is confirmed.
    expect(answer).toContain('hello');
    expect(answer).toContain('\0\x3c\0\x50');
    expect(answer.endsWith('\x01\0\0\0\0\0\x04\0\x0a\0\x33\xce')).toBe(true);
  });

  test('a session that is changed anywhere is ended, and harms nobody', async () => {
    const session = renderSession('changed');
    const place = fc.nat({ max: session.length - 1 });
    const change = fc.record({ at: place, byte: fc.nat({ max: 255 }) });
    const changes = fc.array(change, { minLength: 1, maxLength: 4 });
    const run = fc.asyncProperty(changes, place, place, async (given, from, length) => {
      const bytes = Buffer.from(session);
      for (const { at, byte } of given) bytes[at] = byte;
      // What was said twice, and what was left out.
      const again = bytes.subarray(from, from + length);
      await say(broker, bytes);
      await say(broker, Buffer.concat([session.subarray(0, from), again, again]));
    });
    await fc.assert(run, { numRuns: 150 });
    expect(await isWell()).toBe(true);
    await expect.poll(countConnections).toBe(1);
  });

  test('bytes that are no session are ended', async () => {
    const anything = fc.uint8Array({ maxLength: 400 });
    const run = fc.asyncProperty(anything, fc.boolean(), async (bytes, greets) => {
      await say(broker, greets ? Buffer.concat([renderSession('x').subarray(0, 8), bytes]) : bytes);
    });
    await fc.assert(run, { numRuns: 100 });
    expect(await isWell()).toBe(true);
  });

  test('a message larger than allowed costs its channel, a frame larger than agreed its connection', async () => {
    const code = await closingCode(model, async (channel) => {
      const { queue } = await channel.assertQueue('', { exclusive: true });
      channel.sendToQueue(queue, Buffer.alloc(LARGEST + 1));
    });
    expect(code).toBe(406);
    const session = renderSession('large').subarray(0, 200);
    const frame = Buffer.alloc(7);
    frame.writeUInt32BE(2 ** 31, 3);
    const answer = await say(broker, Buffer.concat([session, frame]));
    expect(answer.toString('latin1')).toContain('FRAME_ERROR');
    expect(await isWell()).toBe(true);
  });
});
