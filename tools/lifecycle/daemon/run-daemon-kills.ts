import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Functions } from '@celeriac/functions';
import { readPlugin } from '@celeriac/plugin';
import { createRandom } from '../../soak/random.ts';
import { findRemains } from '../find-remains.ts';
import { writeVersion } from '../write-version.ts';
import type { PrivateInstance } from './open-private-instance.ts';
import { startServe } from './start-serve.ts';

/** What callers and the instance saw of a daemon that was killed again and again. */
export interface DaemonKillsReport {
  readonly kills: number;
  readonly calls: number;
  /** Calls whose worker ended with its daemon, and that were told so. */
  readonly lost: number;
  /** The longest call, and the longest time from the daemon's answer until all was as desired. */
  readonly longestCallMs: number;
  readonly longestMendMs: number;
  readonly faults: readonly string[];
}

const LANES = 4;
const CALL_MS = 120_000;
const MEND_MS = 180_000;
const LONGEST_AWAY_MS = 3000;

/**
 * Kills a private engine's daemon under load while `celeriac serve` keeps its apps, in turn with and
 * without live-restore, sometimes in the middle of a change; each time every call has to end, and all
 * to be as desired again, with nothing beside it. The same seed kills at the same times.
 */
export async function runDaemonKills(
  instance: PrivateInstance,
  options: {
    readonly kills: number;
    readonly seed: number;
    readonly log: (line: string) => void;
    readonly signal: AbortSignal;
  },
): Promise<DaemonKillsReport> {
  const { deployer, daemon, folder, env } = instance;
  const random = createRandom(options.seed);
  await writeVersion(folder, { word: 'here', type: 'int' });
  const { value: plugin } = await readPlugin(folder);
  if (plugin === undefined) throw new Error('The plugin cannot be read.');
  await Array.fromAsync(deployer.deploy(plugin));
  await using serve = await startServe(env);
  await using functions = await connect({
    brokerUrl: env['CELERIAC_BROKER_URL'] ?? '',
    stateDirectory: env['CELERIAC_STATE_DIR'] ?? '',
  });
  const seen: Seen = { calls: 0, lost: 0, longestMs: 0, faults: [], isOver: false };
  const lanes = Array.from({ length: LANES }, () => callOn(functions, seen));
  let longestMendMs = 0;
  try {
    for (let kill = 1; kill <= options.kills; kill++) {
      options.signal.throwIfAborted();
      const liveRestore = kill % 2 === 1;
      const replicas = random.pick([1, 2, 3]);
      const isChanging = random.next() < 0.5;
      const change = isChanging ? scale(instance, replicas) : Promise.resolve([]);
      await sleep(random.between(0, 400));
      await daemon.kill();
      await sleep(random.between(0, LONGEST_AWAY_MS));
      await daemon.start({ liveRestore });
      const began = performance.now();
      const faults = [...(await change), ...(await untilWhole(instance, seen))];
      const mendMs = Math.round(performance.now() - began);
      longestMendMs = Math.max(longestMendMs, mendMs);
      seen.faults.push(...faults.map((fault) => `kill ${kill}: ${fault}`));
      const how = `${liveRestore ? 'with' : 'without'} live-restore${isChanging ? ', in a scaling' : ''}`;
      options.log(`kill ${kill} ${how}: whole in ${mendMs} ms, ${seen.faults.length} faults`);
      if (faults.length > 0) options.log(serve.said());
    }
  } finally {
    seen.isOver = true;
    await Promise.all(lanes);
  }
  const { calls, lost, longestMs: longestCallMs, faults } = seen;
  return { kills: options.kills, calls, lost, longestCallMs, longestMendMs, faults };
}

interface Seen {
  calls: number;
  lost: number;
  longestMs: number;
  readonly faults: string[];
  isOver: boolean;
}

/** Scales under way; it comes through, or says that the engine does not answer. */
async function scale({ deployer }: PrivateInstance, replicas: number): Promise<readonly string[]> {
  try {
    await Array.fromAsync(deployer.scale({ plugin: 'Daemon', app: undefined, replicas }));
    return [];
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    // A worker that it waited for may have ended with the daemon.
    const isTold = code?.startsWith('ENGINE_') === true || code === 'NOT_READY';
    return isTold ? [] : [`a scaling ended with ${code}: ${message}`];
  }
}

/** Waits until all is as desired and calls are answered again; what is amiss at last otherwise. */
async function untilWhole(instance: PrivateInstance, seen: Seen): Promise<readonly string[]> {
  const deadline = performance.now() + MEND_MS;
  const before = seen.calls;
  for (;;) {
    const faults = await findRemains(instance).catch((error: Error) => [error.message]);
    const answered = seen.calls - before;
    if (faults.length === 0 && answered >= 2 * LANES) return [];
    if (performance.now() > deadline) return [...faults, `${answered} calls were answered`];
    await sleep(200);
  }
}

async function callOn(functions: Functions, seen: Seen): Promise<void> {
  for (let side = 0; !seen.isOver; side++) {
    const began = performance.now();
    try {
      const answer = await functions.call('Daemon:size', { side }, { timeoutMs: CALL_MS });
      if (answer === `here ${side}`) seen.calls++;
      else seen.faults.push(`${side} was answered "${String(answer)}"`);
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      if (code === 'WORKER_LOST') seen.lost++;
      else seen.faults.push(`a call ended with ${code}: ${message}`);
    }
    seen.longestMs = Math.max(seen.longestMs, Math.round(performance.now() - began));
  }
}
