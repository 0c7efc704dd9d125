import { setTimeout as sleep } from 'node:timers/promises';
import { createController } from '@celeriac/deployer';
import { connect, type Functions } from '@celeriac/functions';
import { readPlugin } from '@celeriac/plugin';
import { findRemains } from '../find-remains.ts';
import type { LifecycleInstance } from '../open-instance.ts';
import { writeVersion } from '../write-version.ts';
import { changeAndDie } from './change-and-die.ts';
import { type Scenario, SCENARIOS } from './scenarios.ts';

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
 * Kills a deployer or a controller after each of its side effects in turn, those on the engine
 * included, in each scenario, and sees that a controller makes of what is left something whole, with
 * nothing beside it. `every` takes one kill of so many, or the one after the first effect of that name,
 * and `once` the first of those alone, of each scenario.
 */
export async function runKills(
  instance: LifecycleInstance,
  options: {
    readonly every: number | string;
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
    const { every } = options;
    const step = typeof every === 'number' ? every : 1;
    const first = options.once === true ? step : 1 + (index % step);
    for (let after = first; ; after += step) {
      options.signal.throwIfAborted();
      await prepare(scenario, instance);
      await using functions = await connectTo(instance);
      const waiting = scenario.isCalled === true ? callOnce(functions, instance) : [];
      const at = typeof every === 'string' ? every : after;
      const effect = await changeAndDie({ ...scenario, after: at }, instance);
      if (effect === undefined) {
        await converge(instance, { functions, waiting });
        break;
      }
      const began = performance.now();
      const faults = await converge(instance, { functions, waiting });
      const convergedMs = performance.now() - began;
      outcomes.push({ scenario: scenario.name, after, effect, faults, convergedMs });
      const verdict = faults.length === 0 ? 'whole' : faults.join('; ');
      options.log(
        `${scenario.name}, killed after ${after} (${effect}): ${verdict} in ${Math.round(convergedMs)} ms`,
      );
      if (options.once === true || typeof every === 'string') break;
    }
  }
  return outcomes;
}

async function prepare(
  { before, folder: version, then }: Scenario,
  instance: LifecycleInstance,
): Promise<void> {
  const { deployer, ports, folder } = instance;
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
  await then?.(instance);
}

/** Runs a controller until nothing is amiss and calls are answered; what is amiss at last otherwise. */
async function converge(
  instance: LifecycleInstance,
  calls: {
    readonly functions: Functions;
    /** How a call that came before fared. */
    readonly waiting: Promise<readonly string[]> | readonly string[];
  },
): Promise<readonly string[]> {
  const over = new AbortController();
  const controller = createController({ ports: instance.ports, intervalMs: 200 });
  const running = Array.fromAsync(controller.run({ signal: over.signal }));
  const deadline = performance.now() + CONVERGE_MS;
  let faults: readonly string[] = [];
  do {
    await sleep(200);
    faults = await findRemains(instance);
  } while (faults.length > 0 && performance.now() < deadline);
  const failed = [...(await calls.waiting), ...(await callOnce(calls.functions, instance))];
  over.abort();
  await running;
  return [...faults, ...failed];
}

function connectTo({ env }: LifecycleInstance): Promise<Functions> {
  return connect({
    brokerUrl: env['CELERIAC_BROKER_URL'] ?? '',
    stateDirectory: env['CELERIAC_STATE_DIR'] ?? '',
  });
}

/** Calls what the catalog shows; whichever version it is answers by its own word. */
async function callOnce(
  functions: Functions,
  { ports }: LifecycleInstance,
): Promise<readonly string[]> {
  const [deployed] = await ports.desired.list();
  if (deployed === undefined) return [];
  const type = deployed.apps[0]?.functions[0]?.inputs[0]?.type.name;
  const side = type === 'int' ? 7 : '7';
  const words = type === 'int' ? ['one 7', 'edited 7'] : ["other '7'"];
  try {
    const answer = await functions.call('Lifecycle:size', { side }, { timeoutMs: 90_000 });
    return words.includes(String(answer)) ? [] : [`the answer was ${String(answer)}`];
  } catch (error) {
    return [`a call failed: ${(error as Error).message}`];
  }
}
