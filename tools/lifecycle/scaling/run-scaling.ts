import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchDemand } from '@celeriac/broker';
import { createController } from '@celeriac/deployer';
import { connect } from '@celeriac/functions';
import { type PluginModel, readPlugin } from '@celeriac/plugin';
import type { LifecycleInstance } from '../open-instance.ts';
import { writeVersion } from '../write-version.ts';

/** How the number of an app's containers followed its calls. */
export interface ScalingReport {
  /** Containers that ran at each look, where that was not what it was before. */
  readonly running: readonly number[];
  readonly calls: number;
  /** Calls that were told that they wait for a start. */
  readonly told: number;
  readonly failed: readonly string[];
}

/** What `container.json` says of when containers run, idle minutes in fractions. */
export type ScalingSettings = Pick<
  PluginModel['apps'][number]['container'],
  'onDemand' | 'shutdownTimeoutMinutes' | 'replicas' | 'warm'
>;

const RESTS_MS = 60_000;
const LOOK_MS = 100;

/**
 * Deploys an app of one call at a time, sends it so many calls at once, and follows how many of its
 * containers run until they are `resting`, the last call being answered.
 */
export async function runScaling(
  { deployer, ports, folder, env, state }: LifecycleInstance,
  of: {
    readonly settings: ScalingSettings;
    readonly calls: number;
    readonly secondsEach: number;
    readonly resting: number;
  },
): Promise<ScalingReport> {
  await writeFile(join(folder, 'python/measure/container.json'), '{ "concurrency": 1 }');
  await writeVersion(folder, { word: 'scaled', type: 'int' });
  const { value: plugin } = await readPlugin(folder);
  if (plugin === undefined) throw new Error('The plugin cannot be read.');
  const apps = plugin.apps.map((app) => ({
    ...app,
    container: { ...app.container, ...of.settings },
  }));
  await Array.fromAsync(deployer.deploy({ ...plugin, apps }));

  const over = new AbortController();
  const brokerUrl = env['CELERIAC_BROKER_URL'] ?? '';
  await using demand = await watchDemand({ url: brokerUrl, instance: state.instance });
  const options = { ports, demand, intervalMs: 500, demandWindowMs: 3000 };
  const keeping = Array.fromAsync(createController(options).run({ signal: over.signal }));
  await using functions = await connect({
    brokerUrl,
    stateDirectory: env['CELERIAC_STATE_DIR'] ?? '',
  });
  let told = 0;
  const failed: string[] = [];
  const calls = Array.from({ length: of.calls }, async () => {
    const onStarting = (): void => void told++;
    const args = { seconds: of.secondsEach };
    await functions
      .call(`${plugin.name}:rest`, args, { onStarting, timeoutMs: 120_000 })
      .catch((error: unknown) => failed.push(String(error)));
  });
  let isAnswered = false;
  const answered = Promise.all(calls).then(() => (isAnswered = true));
  const running: number[] = [];
  const deadline = performance.now() + 120_000 + RESTS_MS;
  do {
    const [app] = await deployer.status();
    const now = app?.replicas;
    if (now !== undefined && running.at(-1) !== now.running) running.push(now.running);
    if (isAnswered && now?.running === of.resting && now.desired === of.resting) break;
    await sleep(LOOK_MS);
  } while (performance.now() < deadline);
  await answered;
  over.abort();
  await keeping;
  return { running, calls: of.calls, told, failed };
}
