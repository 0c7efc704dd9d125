import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findExecutable } from '../host/as-root.ts';

/** The Debian packages a private broker needs. */
export const rabbitMqPackages = ['rabbitmq-server'] as const;

const home = '/usr/lib/rabbitmq';

/**
 * Finds RabbitMQ's own start script, as it is called within `root`, by default the host's. The one in PATH is Debian's wrapper, which insists on the user `rabbitmq`, on the
 * system's log directory, and on root for everybody else.
 */
export function findRabbitMqServer(root = ''): string | undefined {
  return findScript('rabbitmq-server', root);
}

/** Finds RabbitMQ's own control program, for the same reasons. */
export function findRabbitMqControl(root = ''): string | undefined {
  return findScript('rabbitmqctl', root);
}

/** Finds Erlang's port mapper daemon. */
export function findEpmd(): string | undefined {
  return findExecutable('epmd');
}

function findScript(name: string, root: string): string | undefined {
  const inRoot = join(root, home, 'lib');
  const libraries = existsSync(inRoot) ? readdirSync(inRoot).sort().reverse() : [];
  const candidates = [
    join(home, 'bin', name),
    ...libraries.map((library) => join(home, 'lib', library, 'sbin', name)),
  ];
  return candidates.find((path) => existsSync(join(root || '/', path)));
}
