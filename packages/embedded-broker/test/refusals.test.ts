import { once } from 'node:events';
import type { ChannelModel, ConfirmChannel } from 'amqplib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { brokersUnderTest, closingCode, type StartedBroker } from './brokers.ts';

const poll = { timeout: 20_000, interval: 20 };

describe.each(brokersUnderTest())('$name', ({ start }) => {
  let broker: StartedBroker;
  let model: ChannelModel;
  let channel: ConfirmChannel;

  beforeAll(async () => {
    broker = await start();
    model = await broker.connect();
  });
  afterAll(async () => {
    await broker[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    channel = await model.createConfirmChannel();
  });
  afterEach(async () => {
    await channel.close().catch(() => undefined);
  });

  const declare = async (options: object = {}): Promise<string> => {
    const { queue } = await channel.assertQueue('', {
      exclusive: true,
      durable: false,
      ...options,
    });
    return queue;
  };

  test.each<[number, string, (channel: ConfirmChannel, queue: string) => unknown]>([
    [404, 'a queue that is not there', (other) => other.checkQueue('nothing')],
    [404, 'an exchange that is not there', (other) => other.publish('nothing', '', Buffer.of(1))],
    [406, 'other arguments', (other) => other.assertQueue('known', { durable: false })],
    [
      406,
      'a delivery that is unknown',
      (other) => other.ack({ fields: { deliveryTag: 9 } } as never),
    ],
    [
      406,
      'the name of somebody else',
      (other, q) => other.sendToQueue(q, Buffer.of(1), { userId: 'x' }),
    ],
    [
      406,
      'a time that is none',
      (other, q) => other.sendToQueue(q, Buffer.of(1), { expiration: 'x' }),
    ],
    [403, 'a reserved name', (other) => other.assertQueue('amq.mine')],
    [403, 'a name that the broker chose', (other, queue) => other.assertQueue(queue)],
    [403, 'a binding of the default exchange', (other, queue) => other.bindQueue(queue, '', 'x')],
  ])('ends a channel with %i for %s', async (code, _, work) => {
    const queue = await declare();
    await channel.assertQueue('known', { durable: true });
    expect(await closingCode(model, (other) => work(other, queue))).toBe(code);
  });

  test('one who consumes exclusively is alone', async () => {
    const queue = await declare();
    await channel.consume(queue, () => undefined, { exclusive: true });
    const second = (other: ConfirmChannel): unknown => other.consume(queue, () => undefined);
    expect(await closingCode(model, second)).toBe(403);
  });

  test('a user does what its permissions allow, within its limits', async () => {
    const user = { name: `app.${broker.vhost}`, password: 'secret' };
    const queue = await declare({ exclusive: false, durable: true, autoDelete: true });
    await broker.api('PUT', `users/${user.name}`, { password: user.password, tags: '' });
    const permissions = { configure: '^$', write: '^allowed$', read: `^${queue}$` };
    await broker.api('PUT', `permissions/${broker.vhost}/${user.name}`, permissions);
    await broker.api('PUT', `user-limits/${user.name}/max-connections`, { value: 1 });
    await expect(broker.connect({ ...user, password: 'wrong' })).rejects.toThrow(/403|refused/i);
    const own = await broker.connect(user);
    await expect
      .poll(
        () =>
          broker.connect(user).then(
            () => 'in',
            () => 'out',
          ),
        poll,
      )
      .toBe('out');
    const refused = [
      (other: ConfirmChannel): unknown => other.sendToQueue(queue, Buffer.of(1)),
      (other: ConfirmChannel): unknown => other.assertQueue('mine'),
      (other: ConfirmChannel): unknown => other.deleteQueue(queue),
      (other: ConfirmChannel): unknown => other.consume('other', () => undefined),
      (other: ConfirmChannel): unknown => other.bindQueue(queue, 'amq.topic', '#'),
    ];
    for (const work of refused) expect(await closingCode(own, work)).toBe(403);
    const consuming = await own.createChannel();
    await consuming.consume(queue, () => undefined);
    const ended = once(own, 'close');
    await broker.api('DELETE', `users/${user.name}`);
    await own.close().catch(() => undefined);
    await ended;
  });
});
