import { existsSync } from 'node:fs';
import { asRoot, systemEnvironment } from './host/as-root.ts';
import { installPackages } from './host/apt-install.ts';
import { runCommand } from './host/run-command.ts';
import { findEpmd, findRabbitMqServer, rabbitMqPackages } from './rabbitmq/find-rabbitmq.ts';
import {
  startRabbitMq,
  type RabbitMqHandle,
  type RabbitMqOptions,
} from './rabbitmq/start-rabbitmq.ts';
import { isRabbitMqRunning, stopRabbitMq } from './rabbitmq/stop-rabbitmq.ts';

/** Whether the broker runs and listens on every address that is wanted. */
export function isRabbitMqUsable(
  handle: RabbitMqHandle | undefined,
  listenHosts: readonly string[],
): handle is RabbitMqHandle {
  return (
    handle !== undefined &&
    isRabbitMqRunning(handle) &&
    listenHosts.every((host) => handle.listenHosts.includes(host))
  );
}

/** Installs RabbitMQ where it is missing and starts our private node; one that lacks an address is restarted with it. */
export async function bringUpRabbitMq(
  earlier: RabbitMqHandle | undefined,
  options: Required<Pick<RabbitMqOptions, 'directory' | 'listenHosts'>>,
  log: (line: string) => void,
): Promise<RabbitMqHandle> {
  if (findRabbitMqServer() === undefined || findEpmd() === undefined) {
    await installPackages(rabbitMqPackages, { startServices: false, log });
    await keepSystemServiceDown();
  }
  if (earlier !== undefined) await stopRabbitMq(earlier, { keepData: true });
  const handle = await startRabbitMq(options);
  const addresses = handle.listenHosts.join(', ');
  log(`rabbitmq: ${handle.node.nodeName} on ${addresses} port ${handle.node.amqpPort}`);
  return handle;
}

/** What our install enabled for the next boot must not take the default ports then. */
async function keepSystemServiceDown(): Promise<void> {
  if (!existsSync('/run/systemd/system')) return;
  const units = ['rabbitmq-server.service', 'epmd.socket', 'epmd.service'];
  for (const unit of units) {
    const command = asRoot(['systemctl', 'disable', '--now', unit]);
    await runCommand(command, { env: systemEnvironment(), allowFailure: true });
  }
}
