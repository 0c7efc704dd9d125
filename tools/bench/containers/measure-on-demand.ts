import { setTimeout as sleep } from 'node:timers/promises';
import { watchDemand } from '@celeriac/broker';
import { type ControllerEvent, createController } from '@celeriac/deployer';
import { connect } from '@celeriac/functions';
import { readPlugin } from '@celeriac/plugin';
import { type LifecycleInstance, openInstance } from '../../lifecycle/open-instance.ts';
import { BenchFailed } from '../instance/bench-failed.ts';
import type { SuiteContext } from '../suites.ts';

/** Where the time of a call went that found its app asleep, in milliseconds; all of it but the whole are parts. */
export interface FirstCall {
  /** From the call to its answer. */
  readonly wholeMs: number;
  /** Until the controller asks for a container. */
  readonly noticeMs: number;
  readonly createMs: number;
  readonly startMs: number;
  /** The app's imports, and the rest until its worker consumes. */
  readonly workerMs: number;
  /** From there to the answer. */
  readonly answerMs: number;
}

const LIMIT_MS = 60_000;

/** Calls an app that sleeps, so many times. */
export async function measureOnDemand(
  times: number,
  { log, services, signal }: SuiteContext,
): Promise<readonly FirstCall[]> {
  await using instance = await openInstance(services);
  const { deployer, env, folder, ports } = instance;
  const { value: plugin } = await readPlugin(folder);
  if (plugin === undefined) throw new BenchFailed(`${folder} cannot be read.`);
  await Array.fromAsync(deployer.deploy(plugin, { signal }));
  const url = env['CELERIAC_BROKER_URL'] ?? '';
  await using demand = await watchDemand({ url, instance: ports.desired.instance, signal });
  await using functions = await connect({
    brokerUrl: url,
    stateDirectory: env['CELERIAC_STATE_DIR'] ?? '',
  });
  const found: FirstCall[] = [];
  for (let round = 1; round <= times; round += 1) {
    await Array.fromAsync(
      deployer.scale({ plugin: plugin.name, app: undefined, replicas: 0 }, { signal }),
    );
    await using kept = keep(instance, demand);
    await untilAsleep(instance, signal);
    const began = performance.now();
    await functions.call('Lifecycle:size', { side: 1 }, { timeoutMs: LIMIT_MS });
    const ended = performance.now();
    const first = toFirstCall(kept.events, { began, ended });
    found.push(first);
    const parts = Object.values<number>({ ...first }).map((ms) => ms.toFixed(0));
    log(`first call ${round}: ${parts.join(', ')} ms`);
  }
  return found;
}

interface Told {
  readonly at: number;
  readonly event: ControllerEvent;
}

/** Runs a controller, and notes what it tells and when. */
function keep(
  { ports }: LifecycleInstance,
  demand: Awaited<ReturnType<typeof watchDemand>>,
): { readonly events: readonly Told[] } & AsyncDisposable {
  const over = new AbortController();
  const events: Told[] = [];
  const following = (async () => {
    for await (const event of createController({ ports, demand }).run({ signal: over.signal }))
      events.push({ at: performance.now(), event });
  })();
  return {
    events,
    async [Symbol.asyncDispose]() {
      over.abort();
      await following;
    },
  };
}

async function untilAsleep({ ports }: LifecycleInstance, signal: AbortSignal): Promise<void> {
  const owner = { instance: ports.desired.instance };
  while ((await ports.spawner.list(owner, { signal })).length > 0) await sleep(50);
  // So that no look of the controller is under way which would not see the call.
  await sleep(1_000, undefined, { signal });
}

function toFirstCall(
  events: readonly Told[],
  { began, ended }: { readonly began: number; readonly ended: number },
): FirstCall {
  const starting = events.find(({ at, event }) => at > began && event.kind === 'starting');
  const ready = events.find(({ at, event }) => at > began && event.kind === 'ready');
  if (starting === undefined || ready?.event.kind !== 'ready')
    throw new BenchFailed('The call was answered and no start was told.');
  const { createMs, startMs, imports, readyMs } = ready.event.times;
  return {
    wholeMs: ended - began,
    noticeMs: starting.at - began,
    ...{ createMs, startMs, workerMs: readyMs + (imports?.ms ?? 0) },
    answerMs: Math.max(0, ended - ready.at),
  };
}
