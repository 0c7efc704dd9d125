import { AmqpError } from '../amqp-error.ts';
import { EXCHANGE_TYPES } from '../model/exchange.ts';
import type { FieldTable } from '../wire/field-table.ts';
import type { Channel, MethodHandlers } from './channel.ts';

const FLAG = { passive: 1, durable: 2, autoDelete: 4, internal: 8, noWait: 16 } as const;
const DELETE = { ifUnused: 1, noWait: 2 } as const;

/** The methods of class `exchange`. */
export function exchangeMethods(channel: Channel): MethodHandlers {
  const { vhost } = channel;
  return {
    'exchange.declare': ([, name, type, flags, args]) => {
      if ((flags & FLAG.passive) === 0) declare(channel, { name, type, flags, args });
      else if (name !== '') vhost.exchange(name);
      if ((flags & FLAG.noWait) === 0) channel.send('exchange.declare-ok', []);
    },
    'exchange.delete': ([, name, flags]) => {
      requireOwn(name);
      channel.require('configure', 'exchange', name);
      const exchange = vhost.exchanges.get(name);
      if ((flags & DELETE.ifUnused) !== 0 && exchange?.isBound === true)
        throw new AmqpError('PRECONDITION_FAILED', `exchange '${name}' in use`);
      if (exchange !== undefined) vhost.dropExchange(exchange);
      if ((flags & DELETE.noWait) === 0) channel.send('exchange.delete-ok', []);
    },
    'exchange.bind': ([, target, source, key, noWait, args]) => {
      requireBinding(channel, target, source);
      vhost.exchange(source).bind({ target: vhost.exchange(target), key, arguments: args });
      if (noWait === 0) channel.send('exchange.bind-ok', []);
    },
    'exchange.unbind': ([, target, source, key, noWait, args]) => {
      requireBinding(channel, target, source);
      vhost.unbind(source, { target: vhost.exchanges.get(target), key, arguments: args });
      if (noWait === 0) channel.send('exchange.unbind-ok', []);
    },
  };
}

function declare(
  channel: Channel,
  asked: {
    readonly name: string;
    readonly type: string;
    readonly flags: number;
    readonly args: FieldTable;
  },
): void {
  const { name, flags } = asked;
  const type = EXCHANGE_TYPES.find((known) => known === asked.type);
  if (type === undefined)
    throw new AmqpError('COMMAND_INVALID', `unknown exchange type '${asked.type}'`);
  channel.require('configure', 'exchange', name);
  if (!channel.vhost.exchanges.has(name)) requireOwn(name);
  const alternate = asked.args['alternate-exchange'];
  if (typeof alternate === 'string') {
    channel.require('read', 'exchange', name);
    channel.require('write', 'exchange', alternate);
  }
  channel.vhost.declareExchange({
    name,
    type,
    durable: (flags & FLAG.durable) !== 0,
    autoDelete: (flags & FLAG.autoDelete) !== 0,
    internal: (flags & FLAG.internal) !== 0,
    arguments: asked.args,
  });
}

function requireBinding(channel: Channel, target: string, source: string): void {
  channel.require('write', 'exchange', target);
  channel.require('read', 'exchange', source);
}

/** Names of the broker's own exchanges are not for clients. */
function requireOwn(name: string): void {
  if (name !== '' && !name.startsWith('amq.')) return;
  const message = `exchange name '${name || 'amq.default'}' contains reserved prefix 'amq.*'`;
  throw new AmqpError('ACCESS_REFUSED', message);
}
