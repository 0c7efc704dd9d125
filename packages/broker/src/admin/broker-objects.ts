import {
  type AppBroker,
  controlQueuePrefix,
  DEAD_EXCHANGE,
  RESULTS_EXCHANGE,
  taskQueue,
  toResourceName,
} from '@celeriac/deployment';
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

const WEEK_MS = 7 * 24 * 3_600_000;

/** What one worker is told; a worker that is away for so long is gone for good. */
export const CONTROL_QUEUE: QueueDeclaration = {
  durable: true,
  auto_delete: false,
  arguments: {
    'x-queue-type': 'classic',
    'x-expires': WEEK_MS,
    'x-max-length': 100_000,
    'x-overflow': 'drop-head',
  },
};

/** What the broker lets one user open, by the names of its API. */
export type UserLimits = Readonly<Record<'max-connections' | 'max-channels', number>>;

/**
 * Of each worker, besides those of its processes: the broker may count for long what a partition has
 * cut off.
 */
const CONNECTIONS_TO_SPARE = 30;
const CHANNELS_PER_CONNECTION = 8;

/**
 * What the workers of an app may open together: a connection of each process and of each worker, and
 * none for a task that would use up the broker.
 */
export function toUserLimits(workers: number, processes = workers): UserLimits {
  const connections = 2 * Math.max(1, processes) + CONNECTIONS_TO_SPARE * Math.max(1, workers);
  return {
    'max-connections': connections,
    'max-channels': connections * CHANNELS_PER_CONNECTION,
  };
}

/** Permissions of a user in one vhost: regular expressions over names of queues and exchanges. */
export interface UserPermissions {
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/**
 * What an app's workers may do: consume the app's own task and control queues and publish to the
 * results.
 *
 * `read` names the app's queues of every contract, not just one: while a new version rolls out, old
 * and new workers of the app have the same user and each reads its own queue. Throws
 * `INVALID_OPTION` where `app.queue` or a control queue is not the app's.
 */
export function toAppPermissions(
  app: AppBroker,
  controlQueues: readonly string[] = [],
): UserPermissions {
  const task = `${escape(taskQueue({ ...app, contract: '' }))}[0-9a-f]+`;
  const control = `${escape(controlQueuePrefix(app) + toResourceName(app.app))}\\.[0-9-]+`;
  requireOwn(app, `^${task}$`, app.queue);
  for (const queue of controlQueues) requireOwn(app, `^${control}$`, queue);
  return {
    configure: '^$',
    write: `^${escape(RESULTS_EXCHANGE)}$`,
    read: `^(${task}|${control})$`,
  };
}

function requireOwn(app: AppBroker, pattern: string, queue: string): void {
  if (new RegExp(pattern).test(queue)) return;
  throw new BrokerError(
    'INVALID_OPTION',
    `The queue "${queue}" is none of the app ${app.plugin}/${app.app}.`,
    { queue, remedy: 'Name it by taskQueue or controlQueue of @celeriac/deployment.' },
  );
}

/** Names hold letters, digits, hyphens, underscores and dots; only the dots mean something else. */
function escape(name: string): string {
  return name.replaceAll('.', '\\.');
}
