import {
  type Abortable,
  type AppBroker,
  type AppWorkers,
  CONTROL_EXCHANGE,
} from '@celeriac/deployment';
import { BrokerError } from '../broker-error.ts';
import type { AdminParts } from './admin-parts.ts';
import {
  CONTROL_QUEUE,
  type QueueDeclaration,
  TASK_QUEUE,
  toAppPermissions,
  toUserLimits,
} from './broker-objects.ts';

const TIMEOUT = 'x-consumer-timeout';

/** How long a worker may hold a message where the queue says it: longer than any function runs. */
const QUEUE_TIMEOUT_MS = 30 * 24 * 3_600_000;

/** What a function needs besides its own time: to be taken up, ended and answered. */
const MARGIN_SECONDS = 60;

/** Makes one app's queues, user, permissions and limits; see `BrokerAdmin.ensureApp`. */
export async function ensureApp(
  parts: AdminParts,
  app: AppBroker,
  options: Abortable & AppWorkers,
): Promise<void> {
  const { management } = parts;
  const { vhost } = parts.address;
  const { controlQueues = [], processes, signal } = options;
  const permissions = toAppPermissions(app, controlQueues);
  requireTime(parts, app, options.hardSeconds);
  await Promise.all([
    ensureTaskQueue(parts, app.queue, signal),
    management.put(['users', app.user], { password: app.password, tags: '' }, signal),
    ...controlQueues.map((queue) => ensureControlQueue(parts, { queue, app, signal })),
  ]);
  const limits = Object.entries(toUserLimits(controlQueues.length, processes));
  await Promise.all([
    management.put(['permissions', vhost, app.user], permissions, signal),
    ...limits.map(([limit, value]) =>
      management.put(['user-limits', app.user, limit], { value }, signal),
    ),
  ]);
}

/** A queue that an older broker made says nothing of time, which is no reason to refuse it. */
async function ensureTaskQueue(
  { management, address, abilities }: AdminParts,
  queue: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const path = ['queues', address.vhost, queue];
  if (!abilities.queueTimeout) return management.put(path, TASK_QUEUE, signal);
  const found = (await management.get(path, signal)) as Partial<QueueDeclaration> | undefined;
  const knowsTime = found === undefined || found.arguments?.[TIMEOUT] !== undefined;
  const timeout = knowsTime ? { [TIMEOUT]: QUEUE_TIMEOUT_MS } : {};
  const declaration = { ...TASK_QUEUE, arguments: { ...TASK_QUEUE.arguments, ...timeout } };
  await management.put(path, declaration, signal);
}

async function ensureControlQueue(
  { management, address: { vhost } }: AdminParts,
  of: { readonly queue: string; readonly app: AppBroker; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const { queue, app, signal } = of;
  await management.put(['queues', vhost, queue], CONTROL_QUEUE, signal);
  const binding = ['bindings', vhost, 'e', CONTROL_EXCHANGE, 'q', queue];
  await management.post(binding, { routing_key: app.queue, arguments: {} }, signal);
}

/** How long a function may run, in seconds, so that its call is still its worker's when it ends. */
export function longestCallSeconds({ abilities, consumerTimeoutSeconds }: AdminParts): number {
  const longest = abilities.queueTimeout ? QUEUE_TIMEOUT_MS / 1_000 : consumerTimeoutSeconds;
  return longest - MARGIN_SECONDS;
}

function requireTime(parts: AdminParts, app: AppBroker, hardSeconds: number | undefined): void {
  const { abilities } = parts;
  const most = longestCallSeconds(parts);
  if (hardSeconds === undefined || hardSeconds <= most) return;
  throw new BrokerError(
    'LIMIT_TOO_LONG',
    `A function of ${app.plugin}/${app.app} may run for ${hardSeconds} s, but this broker takes a call from its worker after ${most + MARGIN_SECONDS} s: at most ${most} s will do.`,
    {
      queue: app.queue,
      remedy: abilities.queueTimeout
        ? 'Lower the time limit of the function.'
        : 'Lower the time limit of the function, or use RabbitMQ 3.12 or newer; or raise consumer_timeout in rabbitmq.conf and say so by --consumer-timeout.',
    },
  );
}
