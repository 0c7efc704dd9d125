import { createDeployer } from '../src/deployer.ts';
import { fakeApp, fakePlugin } from './fake-plugin.ts';
import type { FakeWorld } from './fake-ports.ts';

/** Deploys a plugin of the one app `calc` in a fake world; `settings` go before those of its container. */
export async function deployDemo({ ports }: FakeWorld, settings: object = {}): Promise<void> {
  const deployer = createDeployer(ports, {
    runtime: { version: '0.1.0', requirements: [], files: [] },
    baseImage: 'base:1',
    workerBrokerUrl: 'amqp://host.docker.internal:5672',
    controlUser: 'admin',
  });
  const app = fakeApp('calc', 'v1');
  const container = { ...app.container, ...settings };
  await Array.fromAsync(deployer.deploy(fakePlugin({ ...app, container })));
}
