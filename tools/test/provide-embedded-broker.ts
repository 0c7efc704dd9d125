import { startEmbeddedBroker } from '@celeriac/embedded-broker';
import type { TestProject } from 'vitest/node';
import type { Services } from './provide-services.ts';

/** Hands the tests a broker in this process in the place of RabbitMQ, and nothing else; they start others of that kind. */
export default async function setup(
  project: TestProject,
  more: Services = {},
): Promise<() => Promise<void>> {
  const broker = await startEmbeddedBroker({ user: 'celeriac', password: 'a test' });
  const { url: brokerUrl, managementUrl } = broker;
  project.provide('services', { brokerUrl, managementUrl, brokerKind: 'embedded', ...more });
  return () => broker.close();
}
