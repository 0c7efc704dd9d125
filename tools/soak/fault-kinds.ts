import { setTimeout as sleep } from 'node:timers/promises';
import {
  freeze,
  kill,
  thaw,
  type Alarm,
  type OwnBroker,
  type PrivateBroker,
  type Rig,
  type RunningWorker,
} from '../faults/index.ts';
import { killClient } from './kill-client.ts';
import type { ClientRecord } from './ledger.ts';
import type { Random } from './random.ts';

/** One way to harm a rig; it is whole again when the promise resolves. */
export type Fault = (rig: Rig, random: Random, note: NoteCalls) => Promise<void>;

/** Takes what was told of calls that a fault has made itself. */
export type NoteCalls = (records: readonly ClientRecord[]) => void;

const wait = (random: Random, lowMs: number, highMs: number): Promise<void> =>
  sleep(random.between(lowMs, highMs));

/** Where none runs, because all were ended just now, nothing is harmed. */
const aWorker =
  (harm: (worker: RunningWorker, random: Random) => Promise<void> | void): Fault =>
  async ({ workers }, random) => {
    const running = workers.workers;
    if (running.length > 0) await harm(random.pick(running), random);
  };

/** What only a broker outlives that keeps its messages on disk. */
const onRabbitMq =
  (harm: (broker: PrivateBroker, random: Random) => Promise<void>): Fault =>
  async ({ broker }, random) => {
    if (broker.kind !== 'rabbitmq') throw new Error('this fault is for RabbitMQ');
    await harm(broker, random);
  };

const raise = (alarm: Alarm): Fault =>
  onRabbitMq(async (broker, random) => {
    await broker.raise(alarm);
    await wait(random, 500, 4_000);
    await broker.clear(alarm);
  });

const onNetwork =
  (side: 'clientSide' | 'workerSide', harm: 'cut' | 'drop' | 'blackHole'): Fault =>
  async (rig, random) => {
    rig[side][harm]();
    await wait(random, 100, harm === 'blackHole' ? 15_000 : 3_000);
    rig[side].restore();
  };

const slowNetwork =
  (side: 'clientSide' | 'workerSide', shaping: 'delay' | 'throttle'): Fault =>
  async (rig, random) => {
    const [delayMs, bytesPerSecond] = [random.between(20, 300), random.between(20_000, 200_000)];
    rig[side].shape(shaping === 'delay' ? { delayMs } : { bytesPerSecond });
    await wait(random, 1_000, 5_000);
    rig[side].restore();
  };

/** Every kind of fault by name. */
export const faultKinds: Readonly<Record<string, Fault>> = {
  'broker killed': onRabbitMq(async (broker, random) => {
    await broker.kill();
    await wait(random, 0, 2_000);
    await broker.start();
  }),
  'broker restarted': onRabbitMq(async (broker) => {
    await broker.stop();
    await broker.start();
  }),
  'broker frozen': async ({ broker }, random) => {
    broker.freeze();
    await wait(random, 200, 12_000);
    broker.thaw();
  },
  'memory alarm': raise('memory'),
  'disk alarm': raise('disk'),
  'client killed': async (rig, _random, note) => note(await killClient(rig)),
  'client cut off': onNetwork('clientSide', 'cut'),
  'client connections dropped': onNetwork('clientSide', 'drop'),
  'client partitioned': onNetwork('clientSide', 'blackHole'),
  'client network late': slowNetwork('clientSide', 'delay'),
  'client network slow': slowNetwork('clientSide', 'throttle'),
  'workers cut off': onNetwork('workerSide', 'cut'),
  'worker connections dropped': onNetwork('workerSide', 'drop'),
  'workers partitioned': onNetwork('workerSide', 'blackHole'),
  'worker network late': slowNetwork('workerSide', 'delay'),
  'worker killed': aWorker((worker) => worker.kill()),
  'every worker killed': async ({ workers }) => workers.workers.forEach((worker) => worker.kill()),
  'worker ended in order': aWorker((worker) => worker.terminate()),
  'child killed': aWorker(({ children }, random) => {
    if (children.length > 0) kill(random.pick(children));
  }),
  'worker frozen': aWorker(async (worker, random) => {
    freeze(worker.process);
    await wait(random, 200, 8_000);
    thaw(worker.process);
  }),
  'child frozen': aWorker(async ({ children }, random) => {
    if (children.length === 0) return;
    const child = random.pick(children);
    freeze(child);
    await wait(random, 200, 5_000);
    thaw(child);
  }),
  'clock shifted': async ({ clock }, random) => {
    clock.shift(random.between(-86_400, 86_400));
    await wait(random, 500, 3_000);
    clock.shift(0);
  },
};

const rabbitMqAlone = ['broker killed', 'broker restarted', 'memory alarm', 'disk alarm'];

/** The faults that such a rig can be put to. */
export function listFaults(
  broker: OwnBroker['kind'],
  workers: 'local' | undefined,
): readonly string[] {
  const never = [
    ...(broker === 'rabbitmq' ? [] : rabbitMqAlone),
    ...(workers === 'local' ? ['clock shifted'] : []),
  ];
  return Object.keys(faultKinds).filter((name) => !never.includes(name));
}
