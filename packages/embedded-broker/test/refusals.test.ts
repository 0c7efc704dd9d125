import { once } from 'node:events';
import type { ConfirmChannel } from 'amqplib';
import { describe, expect, test } from 'vitest';
import { brokersUnderTest, closingCode } from './brokers.ts';
import { poll, useChannel } from './use-channel.ts';

const quorum = { 'x-queue-type': 'quorum' };

function declares(args: object, options: object = {}) {
  return (channel: ConfirmChannel): unknown =>
    channel.assertQueue('refused', { durable: true, arguments: args, ...options });
}

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
    [
      406,
      'a quorum queue that is deleted by itself',
      declares({ ...quorum }, { autoDelete: true }),
    ],
    [406, 'a mode of a quorum queue', declares({ ...quorum, 'x-queue-mode': 'lazy' })],
    [406, 'a delivery limit of a classic queue', declares({ 'x-delivery-limit': 3 })],
    [406, 'a dead-letter key alone', declares({ 'x-dead-letter-routing-key': 'k' })],
    [
      406,
      'headers that match in an unknown way',
      (other, queue) => other.bindQueue(queue, 'amq.headers', '', { 'x-match': 'bad' }),
    ],
    [
      405,
      'an exclusive queue that is declared as a shared one',
      async (other) => {
        await other.assertQueue('own', { exclusive: true, durable: false });
        return other.assertQueue('own', { exclusive: false, durable: false });
      },
    ],
    [403, 'a reserved name', (other) => other.assertQueue('amq.mine')],
    [403, 'a name that the broker chose', (other, queue) => other.assertQueue(queue)],
    [403, 'a binding of the default exchange', (other, queue) => other.bindQueue(queue, '', 'x')],
  ])('ends a channel with %i for %s', async (code, _, work) => {
    const queue = await declare();
    await stage.channel.assertQueue('known', { durable: true });
    expect(await closingCode(stage.model, (other) => work(other, queue))).toBe(code);
  });

  test('a bound of the whole channel is none for a quorum queue', async () => {
    const model = await stage.broker.connect();
    let told = '';
    model.on('error', (error: Error) => (told = error.message));
    const channel = await model.createChannel();
    channel.on('error', () => undefined);
    await channel.assertQueue('lasting', { durable: true, arguments: quorum });
    await channel.prefetch(5, true);
    void channel.consume('lasting', () => undefined).catch(() => undefined);
    await expect.poll(() => told, poll).toContain('540');
  });

  test('a binding is told from another by its arguments, whatever they are', async () => {
    const [queue, number] = [await declare(), 2 ** 60];
    for (let times = 0; times < 2; times++)
      await stage.channel.bindQueue(queue, 'amq.headers', 'x', { number });
    const given = { headers: { number } };
    stage.channel.publish('amq.headers', '', Buffer.of(1), given);
    await stage.channel.waitForConfirms();
    expect(await stage.channel.get(queue, { noAck: true })).not.toBe(false);
    expect(await stage.channel.get(queue, { noAck: true })).toBe(false);
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
