import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProvidedContext } from 'vitest';
import { type Finished, runCeleriac } from './run-celeriac.ts';

/** The demo plugin of the CLI. */
const DEMO = join(import.meta.dirname, '../../examples/demo');

/** A Celeriac instance of a test's own: state directory, broker vhost and a folder for plugins. */
export interface Instance extends AsyncDisposable {
  readonly folder: string;
  readonly stateDirectory: string;
  readonly brokerUrl: string;
  readonly env: NodeJS.ProcessEnv;
  run(...args: readonly string[]): Promise<Finished>;
  /** Runs a command that must succeed; fails with what it said otherwise. */
  succeed(...args: readonly string[]): Promise<Finished>;
  /** A copy of the demo plugin that a test may edit. */
  copyDemo(): Promise<string>;
  /** Asks RabbitMQ's management API; `{vhost}` in the path stands for the instance's. */
  management(path: string): Promise<unknown>;
}

/** Makes an instance on the running services, apart from every other. */
export async function createInstance(services: ProvidedContext['services']): Promise<Instance> {
  const folder = await mkdtemp(join(tmpdir(), 'celeriac-e2e-'));
  const vhost = `e2e-${randomBytes(4).toString('hex')}`;
  const brokerUrl = withVhost(services.brokerUrl ?? '', vhost);
  const stateDirectory = join(folder, 'state');
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: folder,
    NO_COLOR: '1',
    CELERIAC_STATE_DIR: stateDirectory,
    CELERIAC_BROKER_URL: brokerUrl,
    CELERIAC_WORKER_BROKER_URL: withVhost(services.workerBrokerUrl ?? '', vhost),
    CELERIAC_MANAGEMENT_URL: services.managementUrl,
    CELERIAC_BASE_IMAGE: services.baseImage,
    CELERIAC_CA_BUNDLE: services.caBundle,
    DOCKER_HOST: services.dockerHost,
  };
  const ask = async (path: string, method = 'GET', body?: unknown): Promise<Response> => {
    const response = await managementRequest(
      services,
      path.replaceAll('{vhost}', vhost),
      method,
      body,
    );
    if (response.ok) return response;
    throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
  };
  const user = new URL(brokerUrl).username;
  await ask('vhosts/{vhost}', 'PUT');
  await ask(`permissions/{vhost}/${user}`, 'PUT', { configure: '.*', write: '.*', read: '.*' });
  const run = (...args: readonly string[]): Promise<Finished> => runCeleriac(args, { env });
  return {
    folder,
    stateDirectory,
    brokerUrl,
    env,
    run,
    async succeed(...args) {
      const finished = await run(...args);
      if (finished.code === 0) return finished;
      throw new Error(
        `celeriac ${args.join(' ')} ended with ${finished.code}:\n${finished.stderr}`,
      );
    },
    async copyDemo() {
      const copy = await mkdtemp(join(folder, 'plugin-'));
      await cp(DEMO, copy, { recursive: true });
      return copy;
    },
    management: async (path) => (await ask(path)).json(),
    async [Symbol.asyncDispose]() {
      for (const { plugin } of await deployedIn(run)) await run('down', plugin, '--purge');
      await ask('vhosts/{vhost}', 'DELETE');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function deployedIn(
  run: (...args: readonly string[]) => Promise<Finished>,
): Promise<readonly { plugin: string }[]> {
  const { code, stdout } = await run('ps', '--json');
  return code === 0 ? (JSON.parse(stdout) as { apps: { plugin: string }[] }).apps.slice(0, 1) : [];
}

function withVhost(url: string, vhost: string): string {
  const changed = new URL(url);
  changed.pathname = `/${vhost}`;
  return changed.href;
}

async function managementRequest(
  { managementUrl, brokerUrl }: ProvidedContext['services'],
  path: string,
  ...[method, body]: [method: string, body: unknown]
): Promise<Response> {
  const { username, password } = new URL(brokerUrl ?? '');
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return await fetch(`${managementUrl}/api/${path}`, { method, headers, ...sent });
}
