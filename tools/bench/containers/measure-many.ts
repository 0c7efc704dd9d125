import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createController } from '@celeriac/deployer';
import { replicasOf } from '@celeriac/deployment';
import { makeScriptImage } from '../../conformance/docker/make-script-image.ts';
import { type LifecycleInstance, openInstance } from '../../lifecycle/open-instance.ts';
import { BenchFailed } from '../instance/bench-failed.ts';
import { median } from '../median.ts';
import type { SuiteContext } from '../suites.ts';
import { planMany } from './plan-many.ts';

/** How long it takes to look after many apps, in milliseconds. */
export interface ManyApps {
  readonly startMs: number;
  readonly listMs: number;
  /** `celeriac ps`: engine, broker and state. */
  readonly statusMs: number;
  /** A round of the controller that finds nothing to do. */
  readonly roundMs: number;
  /** From the removal of all containers by hand until all run again. */
  readonly againMs: number;
  readonly stopMs: number;
}

const ROUNDS = 5;
/** How many are asked for at a time, as somebody would who knows how many there are. */
const AT_ONCE = 8;
const LIMIT_MS = 10 * 60_000;

/** Starts so many apps of one container each, looks after them, and stops and removes them all. */
export async function measureMany(
  count: number,
  { services, signal }: SuiteContext,
): Promise<ManyApps> {
  await using made = new AsyncDisposableStack();
  const instance = made.use(await openInstance(services));
  const { engine, ports, deployer } = instance;
  const image = `celeriac-bench/${randomBytes(4).toString('hex')}:script`;
  await makeScriptImage(engine, { tag: image, base: services.baseImage ?? '' });
  made.defer(async () => engine.images.remove(image, { force: true }));
  const owner = { instance: ports.desired.instance };
  const plan = { ...owner, image, controlUser: new URL(services.brokerUrl ?? '').username };
  const plugins = planMany(count, plan);
  const apps = plugins.flatMap((plugin) => plugin.apps);
  await ports.broker.ensureTopology();
  await inTurns(apps, ({ broker }) => ports.broker.ensureApp(broker));
  made.defer(async () => {
    for (const { id } of await ports.spawner.list(owner)) await ports.spawner.remove(id);
  });

  const specs = apps.flatMap((app) => replicasOf(app));
  const startMs = await time(() => inTurns(specs, (spec) => ports.spawner.start(spec, { signal })));
  for (const plugin of plugins) await ports.desired.write(plugin);
  const listMs = await medianOf(() => ports.spawner.list(owner));
  const statusMs = await medianOf(() => deployer.status());
  const roundMs = await measureRounds(instance, signal);
  const againMs = await measureAgain(instance, count, signal);
  const listed = await ports.spawner.list(owner);
  const stopMs = await time(() =>
    inTurns(listed, async ({ id }) => {
      await ports.spawner.stop(id, { graceMs: 2_000 });
      await ports.spawner.remove(id);
    }),
  );
  return { startMs, listMs, statusMs, roundMs, againMs, stopMs };
}

/** The median time of the controller's rounds: from its look at what is desired to that at the catalog. */
async function measureRounds({ ports }: LifecycleInstance, signal: AbortSignal): Promise<number> {
  const { desired, catalog } = ports;
  const rounds: number[] = [];
  const over = new AbortController();
  let began = 0;
  let ended = 0;
  const watched = {
    ...ports,
    desired: {
      ...desired,
      list: () => {
        // The first round writes what is not there yet.
        if (began > 0 && rounds.push(ended - began) > ROUNDS) over.abort();
        began = performance.now();
        return desired.list();
      },
    },
    catalog: {
      ...catalog,
      read: async (plugin: string) => {
        const entry = await catalog.read(plugin);
        ended = performance.now();
        return entry;
      },
    },
  };
  const controller = createController({ ports: watched, intervalMs: 500 });
  const until = AbortSignal.any([over.signal, signal, AbortSignal.timeout(LIMIT_MS)]);
  for await (const event of controller.run({ signal: until }))
    if (event.kind === 'failed') throw event.error;
  if (rounds.length <= ROUNDS) throw new BenchFailed('The controller made no rounds.');
  return median(rounds.slice(1));
}

/** Removes every container as somebody would who knows nothing of us; resolves when all run again. */
async function measureAgain(
  { engine, ports }: LifecycleInstance,
  count: number,
  signal: AbortSignal,
): Promise<number> {
  const owner = { instance: ports.desired.instance };
  const before = await ports.spawner.list(owner);
  await inTurns(before, ({ id }) => engine.containers.remove(id, { force: true }));
  const over = new AbortController();
  const until = AbortSignal.any([over.signal, signal]);
  const began = performance.now();
  const run = Array.fromAsync(createController({ ports }).run({ signal: until }));
  try {
    while (performance.now() - began < LIMIT_MS) {
      signal.throwIfAborted();
      const now = await ports.spawner.list(owner);
      if (now.filter(({ state }) => state === 'running').length === count)
        return performance.now() - began;
      await sleep(100);
    }
    throw new BenchFailed(`Not all of ${count} apps run again.`);
  } finally {
    over.abort();
    await run;
  }
}

async function medianOf(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push(await time(run));
  return median(times);
}

async function time(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

async function inTurns<T>(items: readonly T[], run: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...items];
  const work = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
