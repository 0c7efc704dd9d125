import { setTimeout as sleep } from 'node:timers/promises';
import { createController } from '@celeriac/deployer';
import { connect } from '@celeriac/functions';
import { readPlugin } from '@celeriac/plugin';
import { findRemains } from '../find-remains.ts';
import type { LifecycleInstance } from '../open-instance.ts';
import { type PluginVersion, writeVersion } from '../write-version.ts';
import { changeAndDie } from './change-and-die.ts';

/** One kind of change, from what it begins and what is in the folder then. */
interface Scenario {
  readonly name: string;
  readonly verb: string;
  /** Versions that are deployed before, one after the other; a number scales. */
  readonly before: readonly (PluginVersion | number)[];
  readonly folder: PluginVersion;
}

const ONE: PluginVersion = { word: 'one', type: 'int' };
const EDITED: PluginVersion = { word: 'edited', type: 'int' };
const OTHER: PluginVersion = { word: 'other', type: 'string' };

const SCENARIOS: readonly Scenario[] = [
  { name: 'first deploy', verb: 'deploy', before: [], folder: ONE },
  { name: 'deploy of an edit', verb: 'deploy', before: [ONE], folder: EDITED },
  { name: 'deploy of other signatures', verb: 'deploy', before: [ONE], folder: OTHER },
  { name: 'scaling up', verb: 'grow', before: [ONE], folder: ONE },
  { name: 'scaling down', verb: 'shrink', before: [ONE, 2], folder: ONE },
  { name: 'rollback', verb: 'rollback', before: [ONE, OTHER], folder: OTHER },
  { name: 'down', verb: 'down', before: [ONE], folder: ONE },
];

/** What came of one kill. */
export interface KillOutcome {
  readonly scenario: string;
  /** After how many side effects, and after which. */
  readonly after: number;
  readonly effect: string;
  /** What was left or missing when the time to converge was over, or how calls failed. */
  readonly faults: readonly string[];
  readonly convergedMs: number;
}

const CONVERGE_MS = 90_000;

/**
 * Kills a deployer after each of its side effects in turn, in each scenario, and sees that a controller
 * makes of what is left something whole, with nothing beside it. `every` takes one kill of so many, and
 * `once` the first of those alone, of each scenario.
 */
export async function runKills(
  instance: LifecycleInstance,
  options: {
    readonly every: number;
    readonly once?: boolean;
    readonly log: (line: string) => void;
    readonly signal: AbortSignal;
    readonly only?: string | undefined;
  },
): Promise<readonly KillOutcome[]> {
  const outcomes: KillOutcome[] = [];
  const names = options.only?.split(',');
  for (const [index, scenario] of SCENARIOS.entries()) {
    if (names?.includes(scenario.verb) === false) continue;
    const first = options.once === true ? options.every : 1 + (index % options.every);
    for (let after = first; ; after += options.every) {
      options.signal.throwIfAborted();
      await prepare(scenario, instance);
      const effect = await changeAndDie({ ...scenario, after }, instance);
      if (effect === undefined) break;
      const began = performance.now();
      const faults = await converge(instance);
      const convergedMs = performance.now() - began;
      outcomes.push({ scenario: scenario.name, after, effect, faults, convergedMs });
      const verdict = faults.length === 0 ? 'whole' : faults.join('; ');
      options.log(
        `${scenario.name}, killed after ${after} (${effect}): ${verdict} in ${Math.round(convergedMs)} ms`,
      );
      if (options.once === true) break;
    }
  }
  return outcomes;
}

async function prepare(
  { before, folder: version }: Scenario,
  { deployer, ports, folder }: LifecycleInstance,
): Promise<void> {
  for (const { plugin } of await ports.desired.list()) await Array.fromAsync(deployer.down(plugin));
  for (const step of before) {
    if (typeof step === 'number') {
      const request = { plugin: 'Lifecycle', app: undefined, replicas: step };
      await Array.fromAsync(deployer.scale(request));
      continue;
    }
    await writeVersion(folder, step);
    const { value: plugin } = await readPlugin(folder);
    if (plugin !== undefined) await Array.fromAsync(deployer.deploy(plugin));
  }
  await writeVersion(folder, version);
}

/** Runs a controller until nothing is amiss and a call is answered; what is amiss at last otherwise. */
async function converge(instance: LifecycleInstance): Promise<readonly string[]> {
  const over = new AbortController();
  const controller = createController({ ports: instance.ports, intervalMs: 200 });
  const running = Array.fromAsync(controller.run({ signal: over.signal }));
  const deadline = performance.now() + CONVERGE_MS;
  let faults: readonly string[] = [];
  do {
    await sleep(200);
    faults = await findRemains(instance);
  } while (faults.length > 0 && performance.now() < deadline);
  const failed = await callOnce(instance);
  over.abort();
  await running;
  return [...faults, ...failed];
}

/** Calls what the catalog shows; whichever version it is answers by its own word. */
async function callOnce({ ports, env }: LifecycleInstance): Promise<readonly string[]> {
  const [deployed] = await ports.desired.list();
  if (deployed === undefined) return [];
  const type = deployed.apps[0]?.functions[0]?.inputs[0]?.type.name;
  const side = type === 'int' ? 7 : '7';
  const words = type === 'int' ? ['one 7', 'edited 7'] : ["other '7'"];
  await using functions = await connect({
    brokerUrl: env['CELERIAC_BROKER_URL'] ?? '',
    stateDirectory: env['CELERIAC_STATE_DIR'] ?? '',
  });
  try {
    const answer = await functions.call('Lifecycle:size', { side }, { timeoutMs: 30_000 });
    return words.includes(String(answer)) ? [] : [`the answer was ${String(answer)}`];
  } catch (error) {
    return [`a call failed: ${(error as Error).message}`];
  }
}
