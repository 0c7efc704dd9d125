import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemEnvironment } from '../host/as-root.ts';
import { endProcess } from '../host/end-process.ts';
import { canListen, chooseFreePorts } from '../host/free-ports.ts';
import { identifyProcess, isRunning, type ProcessIdentity } from '../host/process-identity.ts';
import { findEpmd, findRabbitMqServer } from './find-rabbitmq.ts';
import { renderInRoot } from './rabbitmq-root.ts';
import { accepts, isRabbitMqReady } from './rabbitmq-readiness.ts';
import {
  renderRabbitMqConfig,
  renderRabbitMqEnvironment,
  type RabbitMqNode,
} from './render-rabbitmq-config.ts';

/** A running private broker. */
export interface RabbitMqHandle {
  readonly node: RabbitMqNode;
  readonly directory: string;
  readonly listenHosts: readonly string[];
  readonly broker: ProcessIdentity;
  readonly epmd: ProcessIdentity;
  /** Where the programs are that it was started from, where they are not the host's. */
  readonly root?: string;
}

/** How to start a private broker. */
export interface RabbitMqOptions {
  /** Everything of the node lies here; a node that lived here before comes back with its data, ports and user. */
  readonly directory: string;
  /** Addresses AMQP listens on besides 127.0.0.1, e.g. the Docker bridge's gateway. */
  readonly listenHosts?: readonly string[];
  /** The root of another Debian suite to run it from, as `ensureRabbitMqRoot` makes it; default the host's own. */
  readonly root?: string;
  /** How long the broker may take to be ready; default 60 s. */
  readonly timeoutMs?: number;
}

/** Starts a broker with its own node name, ports, port mapper, cookie, data and admin user, and waits until it is ready. */
export async function startRabbitMq(options: RabbitMqOptions): Promise<RabbitMqHandle> {
  const { directory, root } = options;
  const server = findRabbitMqServer(root);
  const epmdProgram = findEpmd();
  if (server === undefined || epmdProgram === undefined) {
    throw new Error('RabbitMQ is not installed: apt-get install rabbitmq-server');
  }
  const listenHosts = [...new Set(['127.0.0.1', ...(options.listenHosts ?? [])])];
  const node = await prepareNode(directory, listenHosts);
  const environment = renderRabbitMqEnvironment(node, directory, systemEnvironment());
  const mapper = [epmdProgram, '-port', String(node.epmdPort), '-address', '127.0.0.1'];
  const epmd = startDetached(mapper, environment, directory);
  // Were ours not there first, Erlang would start one of its own, which nobody would end.
  while (isRunning(epmd) && !(await accepts('127.0.0.1', node.epmdPort))) await sleep(10);
  const command = root === undefined ? [server] : renderInRoot({ root, directory }, [server]);
  const broker = startDetached(command, environment, directory);
  const deadline = Date.now() + (options.timeoutMs ?? 60_000);
  while (isRunning(broker) && Date.now() < deadline) {
    if (await isRabbitMqReady(node, listenHosts)) {
      const found = { node, directory, listenHosts, broker, epmd };
      return { ...found, ...(root !== undefined && { root }) };
    }
    await sleep(50);
  }
  await endProcess(broker, 1_000);
  await endProcess(epmd, 1_000);
  const lastLines = readFileSync(join(directory, 'log', 'start.log'), 'utf8')
    .trim()
    .split('\n')
    .slice(-12)
    .join('\n');
  throw new Error(`RabbitMQ did not become ready; see ${directory}/log\n${lastLines}`);
}

async function prepareNode(directory: string, hosts: readonly string[]): Promise<RabbitMqNode> {
  for (const part of ['', 'log', 'data', 'config', 'schema']) {
    mkdirSync(join(directory, part), { recursive: true, mode: 0o700 });
  }
  const identityFile = join(directory, 'node.json');
  const earlier = readEarlierNode(identityFile);
  const node =
    earlier && (await arePortsFree(earlier, hosts)) ? earlier : await createNode(earlier);
  const cookie = join(directory, '.erlang.cookie');
  rmSync(cookie, { force: true });
  const files: readonly (readonly [string, string, number])[] = [
    [identityFile, JSON.stringify(node), 0o600],
    [cookie, randomBytes(24).toString('hex').toUpperCase(), 0o400],
    [join(directory, 'rabbitmq.conf'), renderRabbitMqConfig(node, hosts), 0o600],
    [join(directory, 'enabled_plugins'), '[rabbitmq_management].\n', 0o600],
    [join(directory, 'rabbitmq-env.conf'), '', 0o600],
    [join(directory, 'log', 'start.log'), '', 0o600],
  ];
  for (const [path, content, mode] of files) writeFileSync(path, content, { mode });
  return node;
}

function readEarlierNode(identityFile: string): RabbitMqNode | undefined {
  try {
    return JSON.parse(readFileSync(identityFile, 'utf8')) as RabbitMqNode;
  } catch {
    return undefined;
  }
}

async function arePortsFree(node: RabbitMqNode, hosts: readonly string[]): Promise<boolean> {
  const own = [node.managementPort, node.distributionPort, node.epmdPort];
  const checks = [
    ...own.map((port) => canListen('127.0.0.1', port)),
    ...hosts.map((host) => canListen(host, node.amqpPort)),
  ];
  return (await Promise.all(checks)).every(Boolean);
}

async function createNode(earlier: RabbitMqNode | undefined): Promise<RabbitMqNode> {
  const [amqpPort, managementPort, distributionPort, epmdPort] = await chooseFreePorts(4);
  return {
    nodeName: earlier?.nodeName ?? `celeriac-${randomBytes(4).toString('hex')}@localhost`,
    amqpPort: amqpPort!,
    managementPort: managementPort!,
    distributionPort: distributionPort!,
    epmdPort: epmdPort!,
    user: earlier?.user ?? 'celeriac',
    password: earlier?.password ?? randomBytes(18).toString('hex'),
  };
}

function startDetached(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  directory: string,
): ProcessIdentity {
  const log = openSync(join(directory, 'log', 'start.log'), 'a');
  const child = spawn(command[0]!, command.slice(1), {
    env,
    cwd: directory,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.on('error', () => {});
  child.unref();
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  if (identity === undefined) throw new Error(`cannot start ${command[0]}`);
  return identity;
}
