import {
  type BrokerAdmin,
  CONTROL_EXCHANGE,
  DEAD_EXCHANGE,
  DEAD_QUEUE,
  RESULTS_EXCHANGE,
} from '@celeriac/deployment';
import { parseBrokerUrl } from '../broker-url.ts';
import { createSharedConnection } from '../connection/shared-connection.ts';
import type { AdminParts } from './admin-parts.ts';
import { answerWaiting } from './answer-waiting.ts';
import { DEAD_LETTER_QUEUE } from './broker-objects.ts';
import { checkBroker } from './check-broker.ts';
import { endCalls } from './end-calls.ts';
import { ensureApp, longestCallSeconds } from './ensure-app.ts';
import { createManagementClient } from './management-client.ts';
import { readQueueStatus } from './read-queue-status.ts';
import { readQueueStatuses } from './read-queue-statuses.ts';
import { removePlugin, removeUser } from './remove-plugin.ts';
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
  /**
   * What `consumer_timeout` of a RabbitMQ before 3.12 is set to; default 1,800, as it is out of the
   * box. Newer ones are told by each queue.
   */
  readonly consumerTimeoutSeconds?: number;
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
  const { consumerTimeoutSeconds = 1_800, signal } = options;
  try {
    await connection.get(signal);
    const abilities = await checkBroker({ address, management }, signal);
    return toAdmin({ address, management, connection, abilities, consumerTimeoutSeconds });
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function toAdmin(parts: AdminParts): BrokerAdmin & AsyncDisposable {
  const { management, connection } = parts;
  const { vhost } = parts.address;
  const close = (): Promise<void> => connection.close();
  return {
    ...(!parts.abilities.queueTimeout && { longestCallSeconds: longestCallSeconds(parts) }),
    async ensureTopology({ signal } = {}) {
      await Promise.all([
        management.put(['exchanges', vhost, RESULTS_EXCHANGE], toExchange('direct'), signal),
        management.put(['exchanges', vhost, CONTROL_EXCHANGE], toExchange('direct'), signal),
        management.put(['exchanges', vhost, DEAD_EXCHANGE], toExchange('fanout'), signal),
        management.put(['queues', vhost, DEAD_QUEUE], DEAD_LETTER_QUEUE, signal),
      ]);
      const binding = ['bindings', vhost, 'e', DEAD_EXCHANGE, 'q', DEAD_QUEUE];
      await management.post(binding, { routing_key: '', arguments: {} }, signal);
    },
    ensureApp: (app, options = {}) => ensureApp(parts, app, options),
    queueStatus: (queue, { signal } = {}) => readQueueStatus(parts, queue, signal),
    queueStatuses: (queues, { signal } = {}) => readQueueStatuses(parts, queues, signal),
    watchReady: (worker, options) => watchReady(parts, { worker, ...options }),
    answerWaiting: (queue, reason, options = {}) =>
      answerWaiting(parts, { queue, reason, ...options }),
    endCalls: (controlQueue, told, { signal } = {}) =>
      endCalls(parts, { controlQueue, ...told, ...(signal && { signal }) }),
    removeQueue: (queue, { signal } = {}) => management.remove(['queues', vhost, queue], signal),
    removeUser: (user, { signal } = {}) => removeUser(parts, user, signal),
    removePlugin: (of, reason, { signal } = {}) => removePlugin(parts, of, { reason, signal }),
    removeTopology: ({ signal } = {}) => removeTopology(parts, signal),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function toExchange(type: 'direct' | 'fanout'): object {
  return { type, durable: true, auto_delete: false, internal: false, arguments: {} };
}
