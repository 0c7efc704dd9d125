import {
  type BrokerAdmin,
  DEAD_EXCHANGE,
  DEAD_QUEUE,
  RESULTS_EXCHANGE,
} from '@celeriac/deployment';
import { parseBrokerUrl } from '../broker-url.ts';
import { createSharedConnection } from '../connection/shared-connection.ts';
import type { AdminParts } from './admin-parts.ts';
import { answerWaiting } from './answer-waiting.ts';
import { DEAD_LETTER_QUEUE, TASK_QUEUE, toAppPermissions } from './broker-objects.ts';
import { checkBroker } from './check-broker.ts';
import { createManagementClient } from './management-client.ts';
import { readQueueStatus } from './read-queue-status.ts';
import { removePlugin } from './remove-plugin.ts';
import { removeTopology } from './remove-topology.ts';
import { watchReady } from './watch-ready.ts';

/** Where the broker is that is to be administered. */
export interface BrokerAdminOptions {
  /** AMQP URL of a user with the tag `administrator` and all permissions in the URL's vhost. */
  readonly url: string;
  /** `http://host:15672`; with user and password where they differ from those of `url`. */
  readonly managementUrl: string;
  /** For connecting, and for each request of the management API; default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Ends the connecting; it no longer matters afterwards. */
  readonly signal?: AbortSignal;
}

/**
 * Makes queues, users and permissions on a RabbitMQ of at least 3.10.
 *
 * Throws, as every method does, `UNREACHABLE`, `MANAGEMENT_UNREACHABLE`, `ACCESS_REFUSED`,
 * `UNSUPPORTED_VERSION`, `CONFLICT` (an object is there, made otherwise), `MANAGEMENT_FAILED`,
 * `CONNECTION_LOST`, `CANCELLED`, `CLOSED` or `INVALID_OPTION`.
 */
export async function createBrokerAdmin(
  options: BrokerAdminOptions,
): Promise<BrokerAdmin & AsyncDisposable> {
  const address = parseBrokerUrl(options.url);
  const timeoutMs = options.connectTimeoutMs ?? 10_000;
  const { managementUrl } = options;
  const management = createManagementClient({ managementUrl, address, timeoutMs });
  const connection = createSharedConnection({
    address,
    connectionName: 'celeriac admin',
    connectTimeoutMs: timeoutMs,
  });
  const parts: AdminParts = { address, management, connection };
  try {
    await connection.get(options.signal);
    await checkBroker(parts, options.signal);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return toAdmin(parts);
}

function toAdmin(parts: AdminParts): BrokerAdmin & AsyncDisposable {
  const { management, connection } = parts;
  const { vhost } = parts.address;
  const close = (): Promise<void> => connection.close();
  return {
    async ensureTopology({ signal } = {}) {
      await Promise.all([
        management.put(['exchanges', vhost, RESULTS_EXCHANGE], toExchange('direct'), signal),
        management.put(['exchanges', vhost, DEAD_EXCHANGE], toExchange('fanout'), signal),
        management.put(['queues', vhost, DEAD_QUEUE], DEAD_LETTER_QUEUE, signal),
      ]);
      const binding = ['bindings', vhost, 'e', DEAD_EXCHANGE, 'q', DEAD_QUEUE];
      await management.post(binding, { routing_key: '', arguments: {} }, signal);
    },
    async ensureApp(app, { signal } = {}) {
      const permissions = toAppPermissions(app);
      const user = { password: app.password, tags: '' };
      await Promise.all([
        management.put(['queues', vhost, app.queue], TASK_QUEUE, signal),
        management.put(['users', app.user], user, signal),
      ]);
      await management.put(['permissions', vhost, app.user], permissions, signal);
    },
    queueStatus: (queue, { signal } = {}) => readQueueStatus(parts, queue, signal),
    watchReady: (worker, options) => watchReady(parts, { worker, ...options }),
    answerWaiting: (queue, reason, { signal } = {}) =>
      answerWaiting(parts, { queue, reason, signal }),
    removeQueue: (queue, { signal } = {}) => management.remove(['queues', vhost, queue], signal),
    removeUser: (user, { signal } = {}) => management.remove(['users', user], signal),
    removePlugin: (of, reason, { signal } = {}) => removePlugin(parts, of, { reason, signal }),
    removeTopology: ({ signal } = {}) => removeTopology(parts, signal),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function toExchange(type: 'direct' | 'fanout'): object {
  return { type, durable: true, auto_delete: false, internal: false, arguments: {} };
}
