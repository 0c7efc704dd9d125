import type { ConsumeMessage, GetMessage } from 'amqplib';
import { describe, expect, test } from 'vitest';
import { brokersUnderTest, closingCode } from './brokers.ts';
import { poll, useChannel } from './use-channel.ts';

const quorum = { durable: true, arguments: { 'x-queue-type': 'quorum' } };

describe.each(brokersUnderTest())('$name', (underTest) => {
  const stage = useChannel(underTest);
  const { declare } = stage;
  const send = (queue: string, text: string, options: object = {}): Promise<void> =>
    publish('', queue, text, options);
  const publish = (exchange: string, key: string, text: string, options = {}): Promise<void> =>
    new Promise((resolve, reject) => {
      stage.channel.publish(exchange, key, Buffer.from(text), options, (error: Error | null) =>
        error instanceof Error ? reject(error) : resolve(),
      );
    });
  const take = async (queue: string): Promise<GetMessage> => {
    let found: GetMessage | false = false;
    await expect.poll(async () => (found = await stage.channel.get(queue)), poll).not.toBe(false);
    return found as unknown as GetMessage;
  };
  const textsOf = async (queue: string): Promise<readonly string[]> => {
    const texts: string[] = [];
    for (;;) {
      const message = await stage.channel.get(queue, { noAck: true });
      if (message === false) return texts;
      texts.push(message.content.toString());
    }
  };

  test('keeps order, and gives back properties and bodies as they were, of any size', async () => {
    const queue = await declare();
    const large = Buffer.alloc(1_000_003, 'abc');
    const headers = { a: 1, b: 'two', c: [true, null, { d: 1.5 }], when: new Date(1e12) };
    await send(queue, '', { headers, correlationId: 'é', replyTo: 'r', messageId: 'm', type: 't' });
    stage.channel.sendToQueue(queue, large, { contentType: 'x/y', timestamp: 5, priority: 3 });
    await stage.channel.waitForConfirms();
    const first = await take(queue);
    expect(first.content).toHaveLength(0);
    expect(first.properties).toMatchObject({ correlationId: 'é', replyTo: 'r', type: 't' });
    expect(first.properties.headers).toMatchObject({ a: 1, b: 'two', c: [true, null, { d: 1.5 }] });
    const second = await take(queue);
    expect(second.content.equals(large)).toBe(true);
    expect(second.properties).toMatchObject({ contentType: 'x/y', timestamp: 5, priority: 3 });
  });

  test.each([
    ['direct', 'a.b', { 'a.b': true, 'a.c': false }],
    ['fanout', 'any', { 'a.b': true, '': true }],
    ['topic', 'a.*.#', { 'a.b': true, 'a.b.c.d': true, a: false, 'b.a.b': false }],
    ['topic', '#.z', { z: true, 'a.z': true, 'z.a': false }],
  ])('a %s exchange with the key %s', async (type, key, keys) => {
    const queue = await declare();
    const exchange = `${type}.${queue}`;
    await stage.channel.assertExchange(exchange, type, { durable: false });
    await stage.channel.bindQueue(queue, exchange, key);
    for (const routingKey of Object.keys(keys)) await publish(exchange, routingKey, routingKey);
    const fitting = Object.entries(keys).flatMap(([name, fits]) => (fits ? [name] : []));
    expect(await textsOf(queue)).toEqual(fitting);
    await stage.channel.unbindQueue(queue, exchange, key);
    await publish(exchange, fitting[0]!, 'unbound');
    expect(await textsOf(queue)).toEqual([]);
    await stage.channel.deleteExchange(exchange);
  });

  test('takes away what is not there, and says nothing', async () => {
    const queue = await declare();
    for (const [of, exchange] of [
      ['nothing', 'amq.topic'],
      [queue, 'nothing'],
      [queue, 'amq.topic'],
    ])
      await stage.channel.unbindQueue(of!, exchange!, 'x');
    await stage.channel.unbindExchange('nothing', 'amq.topic', 'x');
    await stage.channel.unbindExchange('amq.topic', 'nothing', 'x');
    await stage.channel.deleteQueue('nothing');
    await stage.channel.deleteExchange('nothing');
  });

  test('headers choose, exchanges are bound to exchanges, and what fits nowhere goes to the alternate', async () => {
    const [all, any, rest] = [await declare(), await declare(), await declare()];
    const name = (part: string): string => `${part}.${all}`;
    await stage.channel.assertExchange(name('rest'), 'fanout', { durable: false });
    const alternateExchange = name('rest');
    await stage.channel.assertExchange(name('h'), 'headers', { durable: false, alternateExchange });
    await stage.channel.assertExchange(name('in'), 'fanout', { durable: false });
    await stage.channel.bindExchange(name('h'), name('in'), '');
    await stage.channel.bindQueue(rest, name('rest'), '');
    await stage.channel.bindQueue(all, name('h'), '', { 'x-match': 'all', a: 1, b: 'x' });
    await stage.channel.bindQueue(any, name('h'), '', { 'x-match': 'any', a: 1, b: 'x' });
    await publish(name('in'), '', 'both', { headers: { a: 1, b: 'x' } });
    await publish(name('h'), '', 'one', { headers: { a: 1 } });
    await publish(name('h'), '', 'none', { headers: { a: 2 } });
    expect(await textsOf(all)).toEqual(['both']);
    expect(await textsOf(any)).toEqual(['both', 'one']);
    expect(await textsOf(rest)).toEqual(['none']);
  });

  test('returns what is mandatory and fits nowhere, before it confirms it', async () => {
    const events: string[] = [];
    stage.channel.on('return', ({ content, fields }: { content: Buffer; fields: object }) =>
      events.push(`${String(content)} ${(fields as { replyCode: number }).replyCode}`),
    );
    await publish('', 'nowhere', 'back', { mandatory: true }).then(() => events.push('confirmed'));
    expect(events).toEqual(['back 312', 'confirmed']);
    await publish('', 'nowhere', 'lost');
    expect(events).toHaveLength(2);
  });

  test('a consumer has no more than its prefetch, and what it leaves comes back in order', async () => {
    const queue = await declare();
    for (const text of ['1', '2', '3', '4']) await send(queue, text);
    const seen: ConsumeMessage[] = [];
    await stage.channel.prefetch(2);
    await stage.channel.consume(queue, (message) => message && seen.push(message));
    await expect.poll(() => seen.length, poll).toBe(2);
    stage.channel.ack(seen[0]!);
    await expect.poll(() => seen.length, poll).toBe(3);
    stage.channel.nack(seen[1]!, false, true);
    await expect
      .poll(() => seen.map(({ content }) => String(content)), poll)
      .toEqual(['1', '2', '3', '2']);
    expect(seen.map(({ fields }) => fields.redelivered)).toEqual([false, false, false, true]);
    await stage.channel.close();
    stage.channel = await stage.model.createConfirmChannel();
    expect(await textsOf(queue)).toEqual(['2', '3', '4']);
  });

  test('several consumers take turns; of single active ones the next takes over', async () => {
    const [shared, single] = [await declare(), await declare({ 'x-single-active-consumer': true })];
    const seen: string[] = [];
    const other = await stage.model.createChannel();
    const tell = (who: string) => (message: ConsumeMessage | null) =>
      void seen.push(`${who} ${String(message?.content)}`);
    for (const queue of [shared, single]) {
      await stage.channel.consume(queue, tell('a'), { noAck: true, consumerTag: `a ${queue}` });
      await other.consume(queue, tell('b'), { noAck: true });
    }
    for (const text of ['1', '2']) await send(shared, text);
    await expect.poll(() => seen.map((line) => line[0]).sort(), poll).toEqual(['a', 'b']);
    seen.length = 0;
    for (const text of ['1', '2']) await send(single, text);
    await expect.poll(() => seen, poll).toEqual(['a 1', 'a 2']);
    await stage.channel.cancel(`a ${single}`);
    await send(single, '3');
    await expect.poll(() => seen, poll).toEqual(['a 1', 'a 2', 'b 3']);
    await other.close();
  });

  test('a quorum queue counts deliveries and gives up at its limit', async () => {
    const dead = await declare();
    const queue = `limited.${dead}`;
    await stage.channel.assertQueue(queue, {
      durable: true,
      arguments: {
        ...quorum.arguments,
        'x-delivery-limit': 2,
        'x-dead-letter-exchange': '',
        'x-dead-letter-routing-key': dead,
      },
    });
    await send(queue, 'poison', { correlationId: '7', expiration: '600000', headers: { mine: 1 } });
    const counts: unknown[] = [];
    await stage.channel.consume(queue, (message) => {
      counts.push(message?.properties.headers?.['x-delivery-count']);
      if (message !== null) stage.channel.nack(message, false, true);
    });
    const { properties } = await take(dead);
    expect(counts).toEqual([undefined, 1, 2]);
    expect(properties).toMatchObject({ correlationId: '7' });
    expect(properties.expiration).toBeUndefined();
    expect(properties.headers).toMatchObject({
      mine: 1,
      'x-first-death-queue': queue,
      'x-first-death-reason': 'delivery_limit',
      'x-death': [
        { queue, reason: 'delivery_limit', count: 1, exchange: '', 'routing-keys': [queue] },
      ],
    });
    await stage.channel.deleteQueue(queue);
  });

  test('what expires, is rejected or has no room goes to the dead letters with its reason', async () => {
    const dead = await declare();
    const letters = { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': dead };
    const reasonOf = async (): Promise<unknown> => {
      const { properties } = await take(dead);
      return properties.headers?.['x-first-death-reason'];
    };
    const timed = await declare({ ...letters, 'x-message-ttl': 60_000 });
    await send(timed, 'late', { expiration: '30' });
    expect(await reasonOf()).toBe('expired');
    const rejecting = await declare(letters);
    await send(rejecting, 'no');
    stage.channel.reject(await take(rejecting), false);
    expect(await reasonOf()).toBe('rejected');
    const small = await declare({ ...letters, 'x-max-length': 1 });
    for (const text of ['old', 'new']) await send(small, text);
    expect(await reasonOf()).toBe('maxlen');
    expect(await textsOf(small)).toEqual(['new']);
  });

  test.each([{}, quorum.arguments])(
    'a message expires in its own time, whatever was before it: %j',
    async (type) => {
      const dead = await declare();
      const letters = { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': dead };
      const queue = `timed.${dead}`;
      await stage.channel.assertQueue(queue, { durable: true, arguments: { ...type, ...letters } });
      await send(queue, 'long', { expiration: '600000' });
      await send(queue, 'short', { expiration: '100' });
      expect((await take(queue)).content.toString()).toBe('long');
      expect((await take(dead)).content.toString()).toBe('short');
      // Without any time it goes to somebody who waits, or to nobody.
      await send(queue, 'nobody', { expiration: '0' });
      expect((await take(dead)).content.toString()).toBe('nobody');
      const taken = Promise.withResolvers<string | undefined>();
      await stage.channel.consume(queue, (message) => taken.resolve(message?.content.toString()));
      await send(queue, 'somebody', { expiration: '0' });
      expect(await taken.promise).toBe('somebody');
      await stage.channel.deleteQueue(queue);
    },
  );

  test('a full queue that refuses says so, and takes again when there is room', async () => {
    const queue = await declare({ 'x-max-length': 1, 'x-overflow': 'reject-publish' });
    await send(queue, 'first');
    await expect(send(queue, 'second')).rejects.toThrow();
    expect(await textsOf(queue)).toEqual(['first']);
    await send(queue, 'third');
    expect(await textsOf(queue)).toEqual(['third']);
  });

  test('queues go when nobody needs them', async () => {
    const check = async (queue: string): Promise<boolean> => {
      const names = (await stage.broker.api('GET', `queues/${stage.broker.vhost}`)) as {
        name: string;
      }[];
      return names.some(({ name }) => name === queue);
    };
    const { queue: auto } = await stage.channel.assertQueue('', {
      autoDelete: true,
      durable: false,
    });
    const { consumerTag } = await stage.channel.consume(auto, () => undefined);
    await stage.channel.cancel(consumerTag);
    await expect.poll(() => check(auto), poll).toBe(false);
    const { queue: idle } = await stage.channel.assertQueue('', { expires: 50, durable: true });
    await expect.poll(() => check(idle), poll).toBe(false);
    const own = await stage.broker.connect();
    const { queue } = await (await own.createChannel()).assertQueue('', { exclusive: true });
    expect(await closingCode(stage.model, (other) => other.checkQueue(queue))).toBe(405);
    await own.close();
    expect(await closingCode(stage.model, (other) => other.checkQueue(queue))).toBe(404);
  });

  test('consumers are told that their queue is gone', async () => {
    const queue = await declare({}, { exclusive: false, durable: true });
    const told = new Promise((resolve) => void stage.channel.consume(queue, resolve));
    await stage.channel.checkQueue(queue);
    await stage.channel.deleteQueue(queue);
    expect(await told).toBeNull();
  });
});
