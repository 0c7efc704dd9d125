import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVhost } from '../bench/instance/bench-vhost.ts';
import type { Services } from '../test/provide-services.ts';
import { type OpenPorts, openPorts, type OpenPortsOptions } from './open-ports.ts';

/** A Celeriac instance of one run, and a copy of the plugin to change. */
export interface LifecycleInstance extends OpenPorts {
  readonly folder: string;
  /** What a program of ours finds the instance by. */
  readonly env: Readonly<Record<string, string>>;
  /** Asks the broker's management API; `{vhost}` in the path is the instance's. */
  readonly ask: (path: string) => Promise<readonly { readonly name: string }[]>;
}

const plugin = join(import.meta.dirname, 'plugin');

/** Makes an instance on running services; disposing takes down what is deployed, and leaves nothing. */
export async function openInstance(
  services: Services,
  {
    pluginName = 'Lifecycle',
    ...options
  }: OpenPortsOptions & {
    /** Of the copy; images of plugins of one name are taken away together. */
    readonly pluginName?: string;
  } = {},
): Promise<LifecycleInstance> {
  const { brokerUrl = '', workerBrokerUrl = '', managementUrl = '', dockerHost = '' } = services;
  await using made = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'celeriac-lifecycle-'));
  made.defer(() => rm(folder, { recursive: true, force: true }));
  await cp(plugin, join(folder, 'plugin'), { recursive: true });
  await writeFile(join(folder, 'plugin/celeriac.json'), JSON.stringify({ name: pluginName }));
  const name = `lifecycle-${randomBytes(4).toString('hex')}`;
  const vhost = made.use(await createVhost(name, { brokerUrl, managementUrl }));
  const env = {
    CELERIAC_STATE_DIR: join(folder, 'state'),
    CELERIAC_BROKER_URL: vhost.within(brokerUrl),
    CELERIAC_WORKER_BROKER_URL: vhost.within(workerBrokerUrl),
    CELERIAC_MANAGEMENT_URL: managementUrl,
    CELERIAC_BASE_IMAGE: services.baseImage ?? '',
    CELERIAC_CA_BUNDLE: services.caBundle ?? '',
    DOCKER_HOST: dockerHost,
  };
  const opened = made.use(await openPorts(env, options));
  made.defer(async () => {
    for (const { plugin: deployed } of await opened.ports.desired.list())
      await Array.fromAsync(opened.deployer.down(deployed, { purge: true }));
  });
  const { username, password } = new URL(brokerUrl);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const cleanUp = made.move();
  return {
    ...opened,
    ...{ folder: join(folder, 'plugin'), env },
    async ask(path) {
      const url = `${managementUrl}/api/${path.replace('{vhost}', name)}`;
      return (await (await fetch(url, { headers: { authorization } })).json()) as {
        name: string;
      }[];
    },
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}
