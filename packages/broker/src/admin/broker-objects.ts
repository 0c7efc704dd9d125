import { type AppBroker, DEAD_EXCHANGE, RESULTS_EXCHANGE, taskQueue } from '@celeriac/deployment';
import { BrokerError } from '../broker-error.ts';

/** What a queue is declared with. */
export interface QueueDeclaration {
  readonly durable: true;
  readonly auto_delete: false;
  readonly arguments: Readonly<Record<string, string | number>>;
}

/** How often a task may be given to workers that are lost with it before it goes to the dead letters. */
const DELIVERY_LIMIT = 3;

/**
 * Calls that may wait in one task queue; further ones are refused with `QUEUE_FULL`. A waiting call
 * costs the broker a few dozen bytes of memory besides its place on disk.
 */
const TASK_QUEUE_MAX_LENGTH = 2_000_000;

/** The task queue of an app: replicated, bounded, and with an end for messages that kill workers. */
export const TASK_QUEUE: QueueDeclaration = {
  durable: true,
  auto_delete: false,
  arguments: {
    'x-queue-type': 'quorum',
    'x-delivery-limit': DELIVERY_LIMIT,
    'x-dead-letter-exchange': DEAD_EXCHANGE,
    'x-overflow': 'reject-publish',
    'x-max-length': TASK_QUEUE_MAX_LENGTH,
  },
};

/** The queue of calls that no worker will run. */
export const DEAD_LETTER_QUEUE: QueueDeclaration = {
  durable: true,
  auto_delete: false,
  arguments: { 'x-queue-type': 'quorum' },
};

/** Permissions of a user in one vhost: regular expressions over names of queues and exchanges. */
export interface UserPermissions {
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/**
 * What an app's workers may do: consume the app's own task queues and publish to the results.
 *
 * `read` names the app's queues of every contract, not just one: while a new version rolls out, old
 * and new workers of the app have the same user and each reads its own queue. Throws
 * `INVALID_OPTION` where `app.queue` is not the app's.
 */
export function toAppPermissions(app: AppBroker): UserPermissions {
  const owner = taskQueue({ ...app, contract: '' });
  const read = `^${owner.replaceAll('.', '\\.')}[0-9a-f]+$`;
  if (!new RegExp(read).test(app.queue))
    throw new BrokerError(
      'INVALID_OPTION',
      `The queue "${app.queue}" is none of the app ${app.plugin}/${app.app}.`,
      { queue: app.queue, remedy: `Name it ${owner}<contract>, the contract in hexadecimal.` },
    );
  return { configure: '^$', write: `^${RESULTS_EXCHANGE.replaceAll('.', '\\.')}$`, read };
}
