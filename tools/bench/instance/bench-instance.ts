import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContainerStatus } from '@celeriac/deployment';
import { runProgram } from '../../steps/run-program.ts';
import { toEnvironment } from '../../steps/service-settings.ts';
import type { Services } from '../../test/provide-services.ts';
import type { SuiteContext } from '../suites.ts';
import { BenchFailed } from './bench-failed.ts';
import { createVhost } from './bench-vhost.ts';

const command = 'packages/cli/bin/celeriac.js';
const smallPlugin = join(import.meta.dirname, '../plugin');
const limitMs = 10 * 60_000;

/** A Celeriac instance of one run: state directory, virtual host, and a copy of the plugin under a name of its own. */
export interface BenchInstance extends AsyncDisposable {
  readonly plugin: string;
  readonly stateDirectory: string;
  /** Addresses of the instance's virtual host. */
  readonly brokerUrl: string;
  readonly dockerHost: string;
  /** Deploys the copy as a person would, with the built command; resolves to its wall time in milliseconds. */
  deploy(): Promise<number>;
  /** Has it told what a deploy would do, with nothing done; resolves to the wall time in milliseconds. */
  preview(): Promise<number>;
  /** Takes it down with all its traces. */
  down(): Promise<void>;
  /** The image and the containers of the deployed app. */
  status(): Promise<{ readonly image: string; readonly containers: readonly ContainerStatus[] }>;
  /** Changes a file of the copy's app; its `text` becomes `replacement`. */
  edit(file: string, text: string, replacement: string): Promise<void>;
}

/** Makes an instance on running services, for a plugin of the folder `source`; disposing of it leaves nothing behind, whatever happened. */
export async function createBenchInstance(
  { log, services, signal }: SuiteContext,
  source: string = smallPlugin,
): Promise<BenchInstance> {
  const { brokerUrl, workerBrokerUrl, managementUrl, dockerHost } = need(services);
  const suffix = randomBytes(4).toString('hex');
  const plugin = `Bench${suffix}`;
  await using made = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'celeriac-bench-'));
  made.defer(() => rm(folder, { recursive: true, force: true }));
  const copy = join(folder, 'plugin');
  await cp(source, copy, { recursive: true });
  await writeFile(join(copy, 'celeriac.json'), JSON.stringify({ name: plugin }));
  const vhost = made.use(await createVhost(`bench-${suffix}`, { brokerUrl, managementUrl }));
  const stateDirectory = join(folder, 'state');
  const env = {
    ...toEnvironment(services),
    NO_COLOR: '1',
    CELERIAC_STATE_DIR: stateDirectory,
    CELERIAC_BROKER_URL: vhost.within(brokerUrl),
    CELERIAC_WORKER_BROKER_URL: vhost.within(workerBrokerUrl),
  };
  const run = async (
    args: readonly string[],
    bounds: { readonly signal?: AbortSignal } = { signal },
  ): Promise<{ readonly stdout: string; readonly ms: number }> => {
    const program = [process.execPath, command, ...args] as const;
    const output = 'capture';
    const options = { timeoutMs: limitMs, env, output, ...bounds } as const;
    const { exitCode, stdout, seconds } = await runProgram(program, options);
    if (exitCode === 0) return { stdout, ms: seconds * 1_000 };
    throw new BenchFailed(`celeriac ${args.join(' ')} ended with ${exitCode}.`);
  };
  let deployed = false;
  const down = async (): Promise<void> => {
    if (!deployed) return;
    // Not bound to the signal: an interrupted run is cleaned up too.
    await run(['down', plugin, '--purge'], {});
    deployed = false;
  };
  made.defer(() => down().catch((error: unknown) => log((error as Error).message)));
  const cleanUp = made.move();
  return {
    plugin,
    stateDirectory,
    brokerUrl: env.CELERIAC_BROKER_URL,
    dockerHost,
    async deploy() {
      deployed = true;
      return (await run(['deploy', copy])).ms;
    },
    preview: async () => (await run(['deploy', copy, '--plan'])).ms,
    down,
    async status() {
      const { apps } = JSON.parse((await run(['ps', '--json'])).stdout) as {
        apps: { image: string; containers: ContainerStatus[] }[];
      };
      const [app] = apps;
      if (app === undefined) throw new BenchFailed(`${plugin} is not deployed.`);
      return app;
    },
    async edit(file, text, replacement) {
      const path = join(copy, 'python/bench', file);
      const before = await readFile(path, 'utf8');
      if (!before.includes(text)) throw new BenchFailed(`${file} does not hold "${text}".`);
      await writeFile(path, before.replace(text, replacement));
    },
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}

type Needed = Required<
  Pick<Services, 'brokerUrl' | 'workerBrokerUrl' | 'managementUrl' | 'dockerHost'>
>;

function need(services: Services): Needed {
  const { brokerUrl, workerBrokerUrl, managementUrl, dockerHost } = services;
  if (brokerUrl && workerBrokerUrl && managementUrl && dockerHost)
    return { brokerUrl, workerBrokerUrl, managementUrl, dockerHost };
  throw new BenchFailed('The benchmark needs a Docker engine and RabbitMQ, and one is not there.');
}
