import { AmqpError } from '../amqp-error.ts';
import type { BrokerParts } from '../server/broker-parts.ts';
import type { Connection } from '../server/connection.ts';
import { DONE, NOT_FOUND, ok } from './http-answer.ts';
import type { Routes } from './routes.ts';

/** Connections: listed, and closed by name. */
export function connectionRoutes({ connections, vhosts }: BrokerParts): Routes {
  const list = (vhost?: string): readonly object[] =>
    [...connections]
      .filter(({ vhost: of }) => vhost === undefined || of?.name === vhost)
      .map(toJson);
  return {
    'GET connections': () => ok(list()),
    'GET vhosts/:/connections': (_, [vhost = '']) =>
      vhosts.has(vhost) ? ok(list(vhost)) : NOT_FOUND,
    'DELETE connections/:': (_, [name = '']) => {
      const closed = closeWhere(connections, ({ peer }) => peer === name, 'Closed via management');
      return closed === 0 ? NOT_FOUND : DONE;
    },
  };
}

/** Ends the connections that fit; tells how many. */
export function closeWhere(
  connections: Iterable<Connection>,
  fits: (connection: Connection) => boolean,
  reason: string,
): number {
  const found = [...connections].filter(fits);
  for (const connection of found) connection.close(new AmqpError('CONNECTION_FORCED', reason));
  return found.length;
}

function toJson(connection: Connection): object {
  const { peer, name, user, vhost, channelCount } = connection;
  return {
    name: peer,
    user_provided_name: name,
    user: user?.name,
    vhost: vhost?.name,
    channels: channelCount,
    state: 'running',
  };
}
