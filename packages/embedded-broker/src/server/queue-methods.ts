import { randomBytes } from 'node:crypto';
import { AmqpError } from '../amqp-error.ts';
import type { Queue } from '../model/queue.ts';
import type { FieldTable } from '../wire/field-table.ts';
import type { Channel, MethodHandlers } from './channel.ts';
import { requireAccess } from './require-access.ts';

const FLAG = { passive: 1, durable: 2, exclusive: 4, autoDelete: 8, noWait: 16 } as const;
const DELETE = { ifUnused: 1, ifEmpty: 2, noWait: 4 } as const;

/** The methods of class `queue`. */
export function queueMethods(channel: Channel): MethodHandlers {
  const { vhost } = channel;
  const find = (given: string): Queue => {
    const queue = vhost.queue(channel.queueName(given));
    requireAccess(queue, channel);
    return queue;
  };
  return {
    'queue.declare': ([, name, flags, args]) => {
      const passive = (flags & FLAG.passive) !== 0;
      const queue = passive ? find(name) : declare(channel, { name, flags, args });
      channel.lastQueue = queue.name;
      const { length, consumers } = queue;
      if ((flags & FLAG.noWait) === 0)
        channel.send('queue.declare-ok', [queue.name, length, consumers.length]);
    },
    'queue.bind': ([, name, exchange, key, noWait, args]) => {
      const queue = channel.queueName(name);
      channel.require('write', 'queue', queue);
      channel.require('read', 'exchange', exchange);
      requireNamed(exchange);
      vhost.exchange(exchange).bind({ target: find(queue), key, arguments: args });
      if (noWait === 0) channel.send('queue.bind-ok', []);
    },
    'queue.unbind': ([, name, exchange, key, args]) => {
      const queue = channel.queueName(name);
      channel.require('write', 'queue', queue);
      channel.require('read', 'exchange', exchange);
      requireNamed(exchange);
      const known = vhost.queues.get(queue);
      if (known !== undefined) requireAccess(known, channel);
      vhost.unbind(exchange, { target: known, key, arguments: args });
      channel.send('queue.unbind-ok', []);
    },
    'queue.purge': ([, name, noWait]) => {
      const queue = channel.queueName(name);
      channel.require('read', 'queue', queue);
      const count = find(queue).purge();
      if (noWait === 0) channel.send('queue.purge-ok', [count]);
    },
    'queue.delete': ([, name, flags]) => {
      const queue = channel.queueName(name);
      channel.require('configure', 'queue', queue);
      const found = findUnneeded(channel, queue, flags);
      // Whoever deletes is told so before its own consumers are told that they are cancelled.
      if ((flags & DELETE.noWait) === 0) channel.send('queue.delete-ok', [found?.length ?? 0]);
      if (found !== undefined) vhost.drop(found);
    },
  };
}

function declare(
  channel: Channel,
  asked: { readonly name: string; readonly flags: number; readonly args: FieldTable },
): Queue {
  const { vhost, connection } = channel;
  const { flags, args } = asked;
  const name = asked.name || `amq.gen-${randomBytes(16).toString('base64url')}`;
  channel.require('configure', 'queue', name);
  const known = vhost.queues.get(name);
  if (known !== undefined) requireAccess(known, channel);
  if (asked.name.startsWith('amq.'))
    throw new AmqpError('ACCESS_REFUSED', `queue name '${name}' contains reserved prefix 'amq.*'`);
  const deadLetterExchange = args['x-dead-letter-exchange'];
  if (known === undefined && typeof deadLetterExchange === 'string') {
    channel.require('read', 'queue', name);
    channel.require('write', 'exchange', deadLetterExchange);
  }
  const declaration = {
    name,
    durable: (flags & FLAG.durable) !== 0,
    autoDelete: (flags & FLAG.autoDelete) !== 0,
    arguments: args,
  };
  const exclusive = (flags & FLAG.exclusive) !== 0;
  const isLasting = declaration.durable && !exclusive && !declaration.autoDelete;
  if (args['x-queue-type'] === 'quorum' && !isLasting)
    throw new AmqpError(
      'PRECONDITION_FAILED',
      `invalid property 'durable', 'exclusive' or 'auto-delete' for queue '${name}' in vhost '${vhost.name}': a quorum queue is durable and none of the others`,
    );
  if (known !== undefined && (known.owner !== undefined) !== exclusive)
    throw new AmqpError(
      'RESOURCE_LOCKED',
      `cannot obtain exclusive access to locked queue '${name}' in vhost '${vhost.name}'`,
    );
  return vhost.declareQueue(declaration, exclusive ? connection : undefined);
}

/** The queue that is to be deleted; deleting what is gone is no error. */
function findUnneeded(channel: Channel, name: string, flags: number): Queue | undefined {
  const queue = channel.vhost.queues.get(name);
  if (queue === undefined) return undefined;
  requireAccess(queue, channel);
  const place = `queue '${name}' in vhost '${channel.vhost.name}'`;
  if ((flags & DELETE.ifUnused) !== 0 && queue.consumers.length > 0)
    throw new AmqpError('PRECONDITION_FAILED', `${place} in use`);
  if ((flags & DELETE.ifEmpty) !== 0 && queue.length > 0)
    throw new AmqpError('PRECONDITION_FAILED', `${place} is not empty`);
  return queue;
}

function requireNamed(exchange: string): void {
  if (exchange === '')
    throw new AmqpError('ACCESS_REFUSED', 'operation not permitted on the default exchange');
}
