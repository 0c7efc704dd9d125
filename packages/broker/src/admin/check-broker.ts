import { BrokerError } from '../broker-error.ts';
import { toShownAddress } from '../broker-url.ts';
import type { AdminParts } from './admin-parts.ts';

/** The first version whose quorum queues let messages expire. */
const OLDEST = [3, 10] as const;

/** The first version that lets a queue say how long its consumers may hold a message. */
const WITH_QUEUE_TIMEOUT = [3, 12] as const;

/** What a broker can do. */
export interface BrokerAbilities {
  /** Whether a queue can say how long its consumers may hold a message; else the whole broker does. */
  readonly queueTimeout: boolean;
}

/** Looks whether the broker is new enough, what it can do, and whether our user may administer it. */
export async function checkBroker(
  parts: Pick<AdminParts, 'management' | 'address'>,
  signal?: AbortSignal,
): Promise<BrokerAbilities> {
  const { management, address } = parts;
  const [overview, me] = (await Promise.all([
    management.get(['overview'], signal),
    management.get(['whoami'], signal),
  ])) as readonly [{ rabbitmq_version?: string } | undefined, WhoAmI | undefined];
  const version = overview?.rabbitmq_version ?? 'unknown';
  if (!isSupported(version))
    throw new BrokerError(
      'UNSUPPORTED_VERSION',
      `The broker at ${toShownAddress(address)} is RabbitMQ ${version}.`,
      { remedy: `Use RabbitMQ ${OLDEST.join('.')} or newer.` },
    );
  const tags = typeof me?.tags === 'string' ? me.tags.split(',') : (me?.tags ?? []);
  if (!tags.includes('administrator'))
    throw new BrokerError(
      'ACCESS_REFUSED',
      `The user "${me?.name}" may not make users on the broker at ${toShownAddress(address)}.`,
      { remedy: 'Give the user the tag "administrator", or name another in the management URL.' },
    );
  return { queueTimeout: isAtLeast(version, WITH_QUEUE_TIMEOUT) };
}

interface WhoAmI {
  readonly name?: string;
  /** A list; older versions join it with commas. */
  readonly tags?: readonly string[] | string;
}

/** Whether a version like `3.10.8` or `4.1.0-rc.1` is new enough. */
export function isSupported(version: string): boolean {
  return isAtLeast(version, OLDEST);
}

function isAtLeast(version: string, least: readonly [number, number]): boolean {
  const [major = NaN, minor = NaN] = version.split('.').map(Number);
  return major > least[0] || (major === least[0] && minor >= least[1]);
}
