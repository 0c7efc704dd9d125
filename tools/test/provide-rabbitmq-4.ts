import type { TestProject } from 'vitest/node';
import { startPrivateBroker } from '../faults/index.ts';
import { layoutServicesDirectory } from '../services/services-directory.ts';
import { ensureRabbitMqRoot } from '../services/rabbitmq/rabbitmq-root.ts';

/** Hands the tests a RabbitMQ 4 of their own; nothing where its packages cannot be had. */
export default async function setup(
  project: TestProject,
): Promise<(() => Promise<void>) | undefined> {
  const { cache } = layoutServicesDirectory();
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const root = await ensureRabbitMqRoot(cache, 'trixie', log).catch((error: unknown) => {
    log(`no RabbitMQ 4: ${String(error)}`);
  });
  project.provide('services', {});
  if (root === undefined) return undefined;
  const broker = await startPrivateBroker({ root });
  const { url: brokerUrl, managementUrl } = broker;
  project.provide('services', { brokerUrl, managementUrl, rabbitMqRoot: root });
  return async () => {
    await broker[Symbol.asyncDispose]();
  };
}
