import { once } from 'node:events';
import { connect as connectSocket, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Channel, type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import {
  type EmbeddedBroker,
  type EmbeddedBrokerOptions,
  startEmbeddedBroker,
} from '@celeriac/embedded-broker';
import { describe, expect, test } from 'vitest';
import { ADMIN, renderConsume, renderLogin } from './hostile-session.ts';

const poll = { timeout: 60_000, interval: 20 };
const MIB = 1_048_576;

interface Started extends AsyncDisposable {
  readonly broker: EmbeddedBroker;
  open(): Promise<ChannelModel>;
  /** Messages of a queue that nobody has yet, as the management API counts them. */
  readyIn(queue: string): Promise<number>;
}

async function start(options: Partial<EmbeddedBrokerOptions> = {}): Promise<Started> {
  const broker = await startEmbeddedBroker({ ...ADMIN, ...options });
  const credentials = Buffer.from(`${ADMIN.user}:${ADMIN.password}`).toString('base64');
  return {
    broker,
    async open() {
      const model = await connect(broker.url, { noDelay: true });
      return model.on('error', () => undefined);
    },
    async readyIn(queue) {
      const headers = { authorization: `Basic ${credentials}` };
      const answer = await fetch(`${broker.managementUrl}/api/queues/%2F/${queue}`, { headers });
      return ((await answer.json()) as { readonly messages_ready: number }).messages_ready;
    },
    [Symbol.asyncDispose]: () => broker.close(),
  };
}

async function publish(
  channel: ConfirmChannel,
  queue: string,
  bodies: Iterable<Buffer>,
): Promise<void> {
  for (const body of bodies) if (!channel.sendToQueue(queue, body)) await once(channel, 'drain');
}

function* times(count: number, body: (index: number) => Buffer): Generator<Buffer> {
  for (let index = 0; index < count; index++) yield body(index);
}

/** Takes messages as they come, and keeps their texts. */
async function collect(
  channel: Channel,
  queue: string,
  noAck: boolean,
): Promise<readonly string[]> {
  const texts: string[] = [];
  await channel.consume(queue, (message) => void texts.push(String(message?.content)), { noAck });
  return texts;
}

describe('the broker', () => {
  test('holds for a consumer that does not read what it would have sent', async () => {
    await using started = await start();
    const sending = await (await started.open()).createConfirmChannel();
    const queue = 'slow';
    await sending.assertQueue(queue, { durable: true });
    // Nobody listens to what this socket is sent.
    const slow = connectSocket(started.broker.port, started.broker.host);
    slow.write(Buffer.concat([renderLogin(), renderConsume(queue)]));
    await expect.poll(async () => (await sending.checkQueue(queue)).consumerCount, poll).toBe(1);
    await publish(
      sending,
      queue,
      times(1_000, () => Buffer.alloc(64 * 1_024)),
    );
    await sending.waitForConfirms();
    // A few MiB are with its socket; all else waits in the queue.
    expect(await started.readyIn(queue)).toBeGreaterThan(700);
    let bytes = 0;
    slow.on('data', (chunk: Buffer) => void (bytes += chunk.length));
    await expect.poll(() => bytes, poll).toBeGreaterThan(1_000 * 64 * 1_024);
    slow.destroy();
  });

  test('lets publishers wait while its queues hold too much, and goes on when there is room', async () => {
    await using started = await start({ maxHeldBytes: 4 * MIB });
    const sender = await started.open();
    const sending = await sender.createConfirmChannel();
    const queue = 'full';
    await sending.assertQueue(queue, { durable: true });
    const told: string[] = [];
    sender.on('blocked', () => told.push('blocked')).on('unblocked', () => told.push('unblocked'));
    const all = publish(
      sending,
      queue,
      times(512, () => Buffer.alloc(64 * 1_024)),
    );
    await expect.poll(() => told, poll).toEqual(['blocked']);
    // What is on its way may come still; then nothing does.
    await sleep(200);
    const held = await started.readyIn(queue);
    expect(held).toBeLessThan(128);
    await sleep(200);
    expect(await started.readyIn(queue)).toBe(held);
    const taking = await (await started.open()).createChannel();
    const texts = await collect(taking, queue, true);
    await all;
    await sending.waitForConfirms();
    await expect.poll(() => texts.length, poll).toBe(512);
    expect(told.at(-1)).toBe('unblocked');
  });

  test('does not let a consumer wait that publishes, for it makes room', async () => {
    await using started = await start({ maxHeldBytes: MIB });
    const model = await started.open();
    const channel = await model.createConfirmChannel();
    const [{ queue: work }, { queue: results }] = [
      await channel.assertQueue('work', { durable: true }),
      await channel.assertQueue('results', { durable: true }),
    ];
    await channel.prefetch(1);
    await channel.consume(work, (message) => {
      if (message === null) return;
      channel.sendToQueue(results, Buffer.alloc(2 * MIB), {}, () => channel.ack(message));
    });
    await publish(
      channel,
      work,
      times(8, () => Buffer.alloc(MIB)),
    );
    await expect.poll(() => started.readyIn(results), poll).toBe(8);
  });

  test(
    'keeps 100,000 messages in order, and takes them back in order',
    { timeout: 180_000 },
    async () => {
      await using started = await start();
      const model = await started.open();
      const channel = await model.createConfirmChannel();
      const count = 100_000;
      const queue = 'long';
      await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
      await publish(
        channel,
        queue,
        times(count, (index) => Buffer.from(String(index))),
      );
      await channel.waitForConfirms();
      expect(await started.readyIn(queue)).toBe(count);
      const leaving = await model.createChannel();
      const first = await collect(leaving, queue, false);
      await expect.poll(() => first.length, poll).toBe(count);
      await leaving.close();
      expect(await started.readyIn(queue)).toBe(count);
      const second = await collect(channel, queue, true);
      await expect.poll(() => second.length, poll).toBe(count);
      expect(second.every((text, index) => text === String(index))).toBe(true);
    },
  );

  test('has many connections, and leaves no port and no handle whenever it is closed', async () => {
    const listPorts = (): readonly string[] =>
      process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP'));
    await expect.poll(listPorts, poll).toEqual([]);
    const ended: Promise<unknown>[] = [];
    let port = 0;
    for (const [connections, afterMs] of [
      [300, 50],
      [5, 0],
      [0, 0],
    ] as const) {
      await using started = await start();
      port = started.broker.port;
      const models = await Promise.all(Array.from({ length: connections }, () => started.open()));
      for (const model of models) {
        ended.push(once(model, 'close'));
        const channel = await model.createChannel();
        const { queue } = await channel.assertQueue('', { expires: 60_000, messageTtl: 60_000 });
        channel.sendToQueue(queue, Buffer.from('x'));
      }
      await sleep(afterMs);
      const { broker } = started;
      await Promise.all([broker.close(), broker.close()]);
    }
    await Promise.all(ended);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await new Promise((resolve) => server.close(resolve));
    await expect.poll(listPorts, poll).toEqual([]);
  });

  test('says where it cannot listen, and what its options cannot be', async () => {
    await using started = await start();
    const { port } = started.broker;
    await expect(start({ port })).rejects.toMatchObject({ code: 'PORT_IN_USE', retryable: true });
    await expect(start({ managementPort: port })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
    await expect(start({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'CANNOT_LISTEN' });
    await expect(start({ password: '' })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });
});
