import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemEnvironment } from '../services/host/as-root.ts';
import type { ProcessIdentity } from '../services/host/process-identity.ts';
import { canListen } from '../services/host/free-ports.ts';
import { endProcess } from '../services/host/end-process.ts';
import { runCommand } from '../services/host/run-command.ts';
import { findRabbitMqControl } from '../services/rabbitmq/find-rabbitmq.ts';
import { renderRabbitMqEnvironment } from '../services/rabbitmq/render-rabbitmq-config.ts';
import { renderInRoot } from '../services/rabbitmq/rabbitmq-root.ts';
import {
  startRabbitMq,
  type RabbitMqHandle,
  type RabbitMqOptions,
} from '../services/rabbitmq/start-rabbitmq.ts';
import { stopRabbitMq } from '../services/rabbitmq/stop-rabbitmq.ts';
import { freeze, thaw } from './processes.ts';

/** What a broker is told to be short of. */
export type Alarm = 'memory' | 'disk';

/** A RabbitMQ of one's own, to be harmed at will. */
export interface PrivateBroker extends AsyncDisposable {
  readonly kind: 'rabbitmq';
  /** AMQP port on the loopback address; the same for as long as the broker is used. */
  readonly port: number;
  /** AMQP URL of its administrator. */
  readonly url: string;
  readonly managementUrl: string;
  /** Erlang's process, while it runs. */
  readonly process: ProcessIdentity;
  /** Ends it in order, data kept. */
  stop(): Promise<void>;
  /** Ends it as a power cut does, data on disk kept. */
  kill(): Promise<void>;
  /** Writes to its disk what it would write some moments later: which queues there are. */
  flush(): Promise<void>;
  /** Starts it again where it does not run, and waits until it is ready. */
  start(): Promise<void>;
  /** Stops its clock: connections stay open and nobody answers. */
  freeze(): void;
  thaw(): void;
  /** Raises a resource alarm: publishers are blocked until it is cleared. */
  raise(alarm: Alarm): Promise<void>;
  clear(alarm: Alarm): Promise<void>;
  /** Runs `rabbitmqctl` against it; resolves to what it printed. */
  control(...words: readonly string[]): Promise<string>;
}

/** Queues are in tables of Mnesia, and the names of quorum queues in some of Dets besides. */
const FLUSH = '[dets:sync(Table) || Table <- dets:all()], mnesia:sync_log().';

const alarmSettings: Readonly<
  Record<Alarm, Readonly<Record<'raise' | 'clear', readonly string[]>>>
> = {
  memory: {
    raise: ['set_vm_memory_high_watermark', '0.000001'],
    clear: ['set_vm_memory_high_watermark', '0.4'],
  },
  disk: {
    raise: ['set_disk_free_limit', '1000000GB'],
    clear: ['set_disk_free_limit', '50MB'],
  },
};

/** Starts a broker with its own node name, ports and data; disposing ends it by its pid and removes all of it. */
export async function startPrivateBroker(
  options: Pick<RabbitMqOptions, 'listenHosts' | 'root' | 'timeoutMs'> = {},
): Promise<PrivateBroker> {
  const directory = mkdtempSync(join(tmpdir(), 'celeriac-broker-'));
  let handle: RabbitMqHandle | undefined = await startRabbitMq({ directory, ...options });
  const { node } = handle;
  const running = (): RabbitMqHandle => {
    if (handle === undefined) throw new Error('this broker does not run');
    return handle;
  };
  const end = async (graceMs: number): Promise<void> => {
    if (handle === undefined) return;
    const ended = handle;
    handle = undefined;
    if (graceMs === 0) await endProcess(ended.broker, 0);
    await stopRabbitMq(ended, { keepData: true });
  };
  const start = async (): Promise<void> => {
    if (handle !== undefined) return;
    await untilFree(node);
    handle = await startRabbitMq({ directory, ...options });
    if (handle.node.amqpPort !== node.amqpPort)
      throw new Error('somebody took the port of a broker that was down');
  };
  const control = async (...words: readonly string[]): Promise<string> => {
    const { root } = options;
    const program = findRabbitMqControl(root);
    if (program === undefined) throw new Error('rabbitmqctl is not installed');
    const env = renderRabbitMqEnvironment(node, directory, systemEnvironment());
    const plain = [program, '--node', node.nodeName, ...words];
    const command = root === undefined ? plain : renderInRoot({ root, directory }, plain);
    return (await runCommand(command, { env, cwd: directory, timeoutMs: 60_000 })).stdout;
  };
  return {
    kind: 'rabbitmq',
    port: node.amqpPort,
    url: `amqp://${node.user}:${node.password}@127.0.0.1:${node.amqpPort}`,
    managementUrl: `http://127.0.0.1:${node.managementPort}`,
    get process() {
      return running().broker;
    },
    stop: () => end(30_000),
    kill: () => end(0),
    flush: async () => void (await control('eval', FLUSH)),
    start,
    freeze: () => freeze(running().broker),
    thaw: () => thaw(running().broker),
    raise: async (alarm) => void (await control(...alarmSettings[alarm].raise)),
    clear: async (alarm) => void (await control(...alarmSettings[alarm].clear)),
    control,
    async [Symbol.asyncDispose]() {
      if (handle !== undefined) {
        thaw(handle.broker);
        await stopRabbitMq(handle);
        handle = undefined;
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A killed process gives its ports back when all its memory is, which takes a while for much of it. */
async function untilFree(node: RabbitMqHandle['node']): Promise<void> {
  const ports = [node.amqpPort, node.managementPort, node.distributionPort, node.epmdPort];
  for (let tries = 0; tries < 600; tries++) {
    const free = await Promise.all(ports.map((port) => canListen('127.0.0.1', port)));
    if (free.every(Boolean)) return;
    await sleep(100);
  }
}
