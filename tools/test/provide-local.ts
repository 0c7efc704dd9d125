import type { TestProject } from 'vitest/node';
import provideEmbeddedBroker from './provide-embedded-broker.ts';

/** Hands the tests an embedded broker, and lets them deploy workers as processes of this machine. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  return await provideEmbeddedBroker(project, { workerKind: 'local' });
}
