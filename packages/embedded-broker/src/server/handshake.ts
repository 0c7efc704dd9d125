import { AmqpError } from '../amqp-error.ts';
import type { VirtualHost } from '../model/virtual-host.ts';
import { parseTable, type FieldTable } from '../wire/field-table.ts';
import type { AccessControl, User } from './access-control.ts';
import type { BrokerParts } from './broker-parts.ts';

/** How a connection begins: these eight bytes from the client (§4.2.2). */
export const PROTOCOL_HEADER = Buffer.from('AMQP\0\0\x09\x01', 'latin1');

/** What the broker says of itself. */
export const SERVER_PROPERTIES: FieldTable = {
  product: 'Celeriac embedded broker',
  platform: 'Node.js',
  information: 'For development on one machine',
  capabilities: {
    publisher_confirms: true,
    exchange_exchange_bindings: true,
    'basic.nack': true,
    consumer_cancel_notify: true,
    authentication_failure_close: true,
    per_consumer_qos: true,
    // What was sent to a consumer stays with its channel when it is cancelled, quorum queue or not.
    'celeriac.cancel_keeps_deliveries': true,
    'connection.blocked': true,
  },
};

/** Who a client is by its `start-ok`; throws `ACCESS_REFUSED` for the connection. */
export function authenticate(access: AccessControl, mechanism: string, response: Buffer): User {
  const { name, password } = readCredentials(mechanism, response);
  const user = access.authenticate(name, password);
  if (user !== undefined) return user;
  const message = `Login was refused using authentication mechanism ${mechanism}.`;
  throw new AmqpError('ACCESS_REFUSED', message, 'connection');
}

/** The virtual host a user may enter, with room for one more connection; throws `NOT_ALLOWED`. */
export function enter(parts: BrokerParts, user: string, name: string): VirtualHost {
  const vhost = parts.vhosts.get(name);
  if (vhost === undefined) throw new AmqpError('NOT_ALLOWED', `vhost ${name} not found`);
  if (!parts.access.mayEnter(user, name))
    throw new AmqpError('NOT_ALLOWED', `access to vhost '${name}' refused for user '${user}'`);
  const limit = parts.access.limits.get(user)?.maxConnections ?? Infinity;
  const open = [...parts.connections].filter((connection) => connection.user?.name === user);
  if (open.length < limit) return vhost;
  const message = `Connection refused for user '${user}': user connection limit (${limit}) is reached`;
  throw new AmqpError('NOT_ALLOWED', message);
}

function readCredentials(
  mechanism: string,
  response: Buffer,
): { readonly name: string; readonly password: string } {
  if (mechanism === 'PLAIN') {
    const [, name = '', password = ''] = response.toString('utf8').split('\0');
    return { name, password };
  }
  if (mechanism === 'AMQPLAIN') {
    const { LOGIN: name, PASSWORD: password } = parseTable(response);
    if (typeof name === 'string' && typeof password === 'string') return { name, password };
    throw new AmqpError('SYNTAX_ERROR', 'a login has no name or no password');
  }
  throw new AmqpError('COMMAND_INVALID', `unknown authentication mechanism ${mechanism}`);
}
