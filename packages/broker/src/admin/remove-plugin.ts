import {
  type AppIdentity,
  brokerUserPrefix,
  CONTROL_EXCHANGE,
  controlQueuePrefix,
  taskQueuePrefix,
} from '@celeriac/deployment';
import type { AdminParts } from './admin-parts.ts';
import { answerWaiting } from './answer-waiting.ts';

/** Removes every queue and user of a plugin by name; see `BrokerAdmin.removePlugin`. */
export async function removePlugin(
  parts: AdminParts,
  of: Pick<AppIdentity, 'instance' | 'plugin'>,
  { reason, signal }: { readonly reason: string; readonly signal: AbortSignal | undefined },
): Promise<readonly string[]> {
  const { management } = parts;
  const { vhost } = parts.address;
  const queues = await listNames(parts, ['queues', vhost], { prefix: taskQueuePrefix(of), signal });
  for (const queue of queues) {
    await answerWaiting(parts, { queue, reason, ...(signal && { signal }) });
    await management.remove(['queues', vhost, queue], signal);
  }
  const controls = await removeQueues(parts, controlQueuePrefix(of), signal);
  const users = await listNames(parts, ['users'], { prefix: brokerUserPrefix(of), signal });
  for (const user of users) await management.remove(['users', user], signal);
  return [...queues, ...controls, ...users];
}

/** Removes an app's user and the control queues that are named after it. */
export async function removeUser(
  parts: AdminParts,
  user: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const prefix = `${CONTROL_EXCHANGE}.${user.replace(/^celeriac\./, '')}.`;
  await removeQueues(parts, prefix, signal);
  await parts.management.remove(['users', user], signal);
}

async function removeQueues(
  parts: AdminParts,
  prefix: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const { vhost } = parts.address;
  const queues = await listNames(parts, ['queues', vhost], { prefix, signal });
  for (const queue of queues) await parts.management.remove(['queues', vhost, queue], signal);
  return queues;
}

async function listNames(
  { management }: AdminParts,
  path: readonly string[],
  { prefix, signal }: { readonly prefix: string; readonly signal: AbortSignal | undefined },
): Promise<readonly string[]> {
  const query = 'columns=name&disable_stats=true';
  const found = (await management.get(path, signal, query)) as
    readonly { readonly name: string }[] | undefined;
  return (found ?? []).map(({ name }) => name).filter((name) => name.startsWith(prefix));
}
