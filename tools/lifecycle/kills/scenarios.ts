import type { LifecycleInstance } from '../open-instance.ts';
import type { PluginVersion } from '../write-version.ts';

/** One kind of change, from what it begins and what is in the folder then. */
export interface Scenario {
  readonly name: string;
  readonly verb: string;
  /** Versions that are deployed before, one after the other; a number scales. */
  readonly before: readonly (PluginVersion | number)[];
  readonly folder: PluginVersion;
  /** What happens to it after that, by others than ourselves. */
  readonly then?: (instance: LifecycleInstance) => Promise<void>;
  /** Whether a call waits meanwhile, which is to be answered in the end. */
  readonly isCalled?: boolean;
}

const ONE: PluginVersion = { word: 'one', type: 'int' };
const EDITED: PluginVersion = { word: 'edited', type: 'int' };
const OTHER: PluginVersion = { word: 'other', type: 'string' };
const ASLEEP: PluginVersion = { ...ONE, onDemand: true };

/** What is killed: deployers first, then controllers. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'first deploy', verb: 'deploy', before: [], folder: ONE },
  { name: 'deploy of an edit', verb: 'deploy', before: [ONE], folder: EDITED },
  { name: 'deploy of other signatures', verb: 'deploy', before: [ONE], folder: OTHER },
  { name: 'scaling up', verb: 'grow', before: [ONE], folder: ONE },
  { name: 'scaling down', verb: 'shrink', before: [ONE, 2], folder: ONE },
  { name: 'rollback', verb: 'rollback', before: [ONE, OTHER], folder: OTHER },
  { name: 'down', verb: 'down', before: [ONE], folder: ONE },
  { name: 'mending', verb: 'mend', before: [ONE], folder: ONE, then: removeWorkers },
  { name: 'waking', verb: 'wake', before: [ASLEEP], folder: ASLEEP, isCalled: true },
  { name: 'idle stop', verb: 'idle', before: [ASLEEP], folder: ASLEEP, then: wakeForASecond },
];

/** Somebody removes all containers and what belongs to them. */
async function removeWorkers({ ports, state }: LifecycleInstance): Promise<void> {
  const { instance } = state;
  for (const { id } of await ports.spawner.list({ instance })) await ports.spawner.remove(id);
  await ports.spawner.sweep({ instance });
}

/** One container is to run, and none after a second without a call. */
async function wakeForASecond({ ports }: LifecycleInstance): Promise<void> {
  for (const plugin of await ports.desired.list()) {
    const apps = plugin.apps.map((app) => {
      const scaling = { ...app.scaling, idleStopMs: 1000 };
      return { ...app, replicas: 1, scaling };
    });
    await ports.desired.write({ ...plugin, apps });
  }
}
