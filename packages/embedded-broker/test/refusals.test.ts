import { once } from 'node:events';
import type { ConfirmChannel } from 'amqplib';
import { describe, expect, test } from 'vitest';
import { brokersUnderTest, closingCode } from './brokers.ts';
import { poll, useChannel } from './use-channel.ts';

describe.each(brokersUnderTest())('$name', (underTest) => {
  const stage = useChannel(underTest);
  const { declare } = stage;

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
    await stage.channel.assertQueue('known', { durable: true });
    expect(await closingCode(stage.model, (other) => work(other, queue))).toBe(code);
  });

  test('one who consumes exclusively is alone', async () => {
    const queue = await declare();
    await stage.channel.consume(queue, () => undefined, { exclusive: true });
    const second = (other: ConfirmChannel): unknown => other.consume(queue, () => undefined);
    expect(await closingCode(stage.model, second)).toBe(403);
  });

  test('a user does what its permissions allow, within its limits', async () => {
    const user = { name: `app.${stage.broker.vhost}`, password: 'secret' };
    const queue = await declare({}, { exclusive: false, durable: true, autoDelete: true });
    await stage.broker.api('PUT', `users/${user.name}`, { password: user.password, tags: '' });
    const permissions = { configure: '^$', write: '^allowed$', read: `^${queue}$` };
    await stage.broker.api('PUT', `permissions/${stage.broker.vhost}/${user.name}`, permissions);
    const { vhost } = stage.broker;
    const granted = await stage.broker.api('GET', `users/${user.name}/permissions`);
    expect(granted).toEqual([{ user: user.name, vhost, ...permissions }]);
    const all = await stage.broker.api('GET', `vhosts/${vhost}/permissions`);
    expect(all).toContainEqual({ user: user.name, vhost, ...permissions });
    await stage.broker.api('PUT', `user-limits/${user.name}/max-connections`, { value: 1 });
    await expect(stage.broker.connect({ ...user, password: 'wrong' })).rejects.toThrow(
      /403|refused/i,
    );
    const own = await stage.broker.connect(user);
    await expect
      .poll(
        () =>
          stage.broker.connect(user).then(
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
    await stage.broker.api('DELETE', `users/${user.name}`);
    await own.close().catch(() => undefined);
    await ended;
  });
});
