import { AmqpError } from '../amqp-error.ts';
import { EXCHANGE_TYPES } from '../model/exchange.ts';
import type { Queue } from '../model/queue.ts';
import type { VirtualHost } from '../model/virtual-host.ts';
import type { BrokerParts } from '../server/broker-parts.ts';
import type { FieldTable } from '../wire/field-table.ts';
import { badRequest, CREATED, DONE, ok } from './http-answer.ts';
import type { Routes } from './routes.ts';

/** Queues, exchanges and bindings. */
export function topologyRoutes({ vhosts }: BrokerParts): Routes {
  const find = (name: string | undefined): VirtualHost => {
    const vhost = vhosts.get(name ?? '');
    if (vhost !== undefined) return vhost;
    throw new AmqpError('NOT_FOUND', `vhost ${name} not found`);
  };
  const queuesOf = (vhost: VirtualHost): readonly object[] =>
    byName(vhost.queues).map((queue) => toQueue(vhost, queue));
  return {
    'GET queues': () => ok([...vhosts.values()].flatMap(queuesOf)),
    'GET queues/:': (_, [vhost = '']) => ok(queuesOf(find(vhost))),
    'GET queues/:/:': (_, [vhost = '', name = '']) =>
      ok(toQueue(find(vhost), find(vhost).queue(name))),
    'GET consumers/:': (_, [vhost = '']) => ok(byName(find(vhost).queues).flatMap(toConsumers)),
    'PUT queues/:/:': ({ body }, [vhost = '', name = '']) => {
      const isNew = !find(vhost).queues.has(name);
      find(vhost).declareQueue({
        name,
        durable: body['durable'] === true,
        autoDelete: body['auto_delete'] === true,
        arguments: toArguments(body),
      });
      return isNew ? CREATED : DONE;
    },
    'DELETE queues/:/:': ({ query }, [vhost = '', name = '']) => {
      const queue = find(vhost).queue(name);
      const isUsed = query.get('if-unused') === 'true' && queue.consumers.length > 0;
      if (isUsed) return badRequest(`queue '${name}' in vhost '${vhost}' in use`);
      const isFilled = query.get('if-empty') === 'true' && queue.length > 0;
      if (isFilled) return badRequest(`queue '${name}' in vhost '${vhost}' is not empty`);
      find(vhost).drop(queue);
      return DONE;
    },
    'DELETE queues/:/:/contents': (_, [vhost = '', name = '']) => {
      find(vhost).queue(name).purge();
      return DONE;
    },
    'GET exchanges/:': (_, [vhost = '']) =>
      ok(byName(find(vhost).exchanges).map(({ declaration }) => ({ ...declaration, vhost }))),
    'GET exchanges/:/:': (_, [vhost = '', name = '']) => {
      const { declaration } = find(vhost).exchange(name);
      return ok({ ...declaration, auto_delete: declaration.autoDelete, vhost });
    },
    'PUT exchanges/:/:': ({ body }, [vhost = '', name = '']) => {
      const type = EXCHANGE_TYPES.find((known) => known === body['type']);
      if (type === undefined) return badRequest(`no exchange type: ${String(body['type'])}`);
      const isNew = !find(vhost).exchanges.has(name);
      find(vhost).declareExchange({
        name,
        type,
        durable: body['durable'] === true,
        autoDelete: body['auto_delete'] === true,
        internal: body['internal'] === true,
        arguments: toArguments(body),
      });
      return isNew ? CREATED : DONE;
    },
    'DELETE exchanges/:/:': ({ query }, [vhost = '', name = '']) => {
      const exchange = find(vhost).exchange(name);
      if (query.get('if-unused') === 'true' && exchange.isBound)
        return badRequest(`exchange '${name}' in vhost '${vhost}' in use`);
      find(vhost).dropExchange(exchange);
      return DONE;
    },
    'GET bindings/:/e/:/q/:': (_, [vhost = '', source = '', queue = '']) => {
      const target = find(vhost).queue(queue);
      const bindings = find(vhost).exchange(source).bindingsTo(target);
      return ok(
        bindings.map(({ key, arguments: args }) => ({
          source,
          vhost,
          destination: queue,
          destination_type: 'queue',
          routing_key: key,
          arguments: args,
        })),
      );
    },
    'POST bindings/:/e/:/q/:': ({ body }, [vhost = '', source = '', queue = '']) => {
      const { routing_key: key = '' } = body;
      if (typeof key !== 'string') return badRequest('routing_key is to be a string');
      const target = find(vhost).queue(queue);
      find(vhost)
        .exchange(source)
        .bind({ target, key, arguments: toArguments(body) });
      return CREATED;
    },
  };
}

function toQueue(vhost: VirtualHost, queue: Queue): object {
  const { declaration, settings, length, unacknowledged, consumers } = queue;
  return {
    name: queue.name,
    vhost: vhost.name,
    type: settings.isQuorum ? 'quorum' : 'classic',
    durable: declaration.durable,
    auto_delete: declaration.autoDelete,
    exclusive: queue.owner !== undefined,
    arguments: declaration.arguments,
    messages: length + unacknowledged,
    messages_ready: length,
    messages_unacknowledged: unacknowledged,
    consumers: consumers.length,
    consumer_details: consumers.map(({ tag }) => ({ consumer_tag: tag })),
  };
}

function toConsumers({ name, consumers }: Queue): readonly object[] {
  return consumers.map(({ tag }) => ({ consumer_tag: tag, queue: { name } }));
}

/** As RabbitMQ lists them. */
function byName<T>(things: ReadonlyMap<string, T>): readonly T[] {
  return [...things].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, thing]) => thing);
}

function toArguments(body: Readonly<Record<string, unknown>>): FieldTable {
  const given: unknown = body['arguments'] ?? {};
  return typeof given === 'object' && !Array.isArray(given) ? (given as FieldTable) : {};
}
