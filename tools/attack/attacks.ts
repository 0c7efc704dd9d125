import type { ConfirmChannel } from 'amqplib';

/** Who is attacked, and with what. */
export interface AttackOn {
  /** The queue or exchange that is not the intruder's. */
  readonly target: string;
  /** A queue that is the intruder's own. */
  readonly ownQueue: string;
  readonly ownUser: string;
}

type Attack = (channel: ConfirmChannel, on: AttackOn) => Promise<unknown>;

const body = Buffer.from('{"kind":"result","value":"forged"}');

const publish =
  (properties: object = {}): Attack =>
  async (channel, { target, ownUser }) => {
    channel.publish(target, 'anything', body, { userId: ownUser, ...properties });
  };

/**
 * What is tried with every queue that is not the intruder's.
 *
 * Not among it: RabbitMQ tells everybody who knows a queue's name how many messages are in it.
 */
export const queueAttacks: Readonly<Record<string, Attack>> = {
  'publish to the queue': async (channel, { target, ownUser }) => {
    channel.publish('', target, body, { userId: ownUser });
  },
  'consume the queue': (channel, { target }) => channel.consume(target, () => undefined),
  'take a message off the queue': (channel, { target }) => channel.get(target),
  'purge the queue': (channel, { target }) => channel.purgeQueue(target),
  'delete the queue': (channel, { target }) => channel.deleteQueue(target),
  'declare the queue otherwise': (channel, { target }) =>
    channel.assertQueue(target, { durable: false, autoDelete: true }),
  'bind the queue to the results': (channel, { target }) =>
    channel.bindQueue(target, 'celeriac.results', '#'),
  'unbind the queue from the results': (channel, { target }) =>
    channel.unbindQueue(target, 'celeriac.results', target),
  'bind the own queue to its routing key': (channel, { target, ownQueue }) =>
    channel.bindQueue(ownQueue, 'celeriac.results', target),
};

/** What is tried with every exchange but that of the results. */
export const exchangeAttacks: Readonly<Record<string, Attack>> = {
  'publish to the exchange': publish(),
  'broadcast a shutdown by the exchange': async (channel, { target, ownUser }) => {
    const order = Buffer.from('{"method":"shutdown","arguments":{},"destination":null}');
    channel.publish(target, '', order, { userId: ownUser, contentType: 'application/json' });
  },
  'bind the own queue to the exchange': (channel, { target, ownQueue }) =>
    channel.bindQueue(ownQueue, target, '#'),
};

/** What is tried with every exchange, that of the results too. */
export const everyExchangeAttacks: Readonly<Record<string, Attack>> = {
  'delete the exchange': (channel, { target }) => channel.deleteExchange(target),
  'declare the exchange otherwise': (channel, { target }) =>
    channel.assertExchange(target, 'fanout', { durable: false }),
  'bind the exchange to the results': (channel, { target }) =>
    channel.bindExchange(target, 'celeriac.results', '#'),
  'publish in the name of another': publish({ userId: 'celeriac' }),
};

/** What is tried with names that nobody has. */
export const newNameAttacks: Readonly<Record<string, Attack>> = {
  'declare a queue': (channel) => channel.assertQueue('celeriac.task.mine', { durable: true }),
  'declare a queue that the broker names': (channel) => channel.assertQueue(''),
  'declare a reply queue': (channel) => channel.assertQueue('celeriac.reply.mine'),
  'declare an exchange': (channel) => channel.assertExchange('mine', 'fanout'),
  "declare Celery's remote control": (channel) =>
    channel.assertExchange('celery.pidbox', 'fanout', { durable: false }),
  "publish to Celery's remote control": (channel, on) =>
    publish()(channel, { ...on, target: 'celery.pidbox' }),
};
