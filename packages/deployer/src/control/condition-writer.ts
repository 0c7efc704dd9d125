import { type DesiredPlugin, type PluginCondition, replicasOf } from '@celeriac/deployment';
import { unlessUnreadable } from '../change/mend-catalog.ts';
import type { ControllerParts } from './controller-parts.ts';

/** Keeps what is known of each plugin where others can read it, whenever it changes. */
export function createConditionWriter({
  ports,
  conditions,
  starts,
}: Pick<ControllerParts, 'ports' | 'conditions' | 'starts'>): (
  desired: readonly DesiredPlugin[],
) => Promise<void> {
  const store = ports.desired.conditions;
  const written = new Map<string, string>();
  return async (desired) => {
    for (const plugin of desired) {
      const { plugin: name, apps } = plugin;
      if (!written.has(name)) recall(plugin, await store.read(name).catch(unlessUnreadable));
      const isStarting = (queue: string): boolean =>
        apps.some(
          (app) =>
            app.broker.queue === queue &&
            replicasOf(app).some((spec) => starts.isStarting(spec.name)),
        );
      const now = { plugin: name, apps: conditions.of(plugin, isStarting) };
      const text = JSON.stringify(now);
      if (written.get(name) === text) continue;
      await store.write(now);
      written.set(name, text);
    }
    const known = new Set(desired.map(({ plugin }) => plugin));
    for (const name of written.keys()) {
      if (known.has(name)) continue;
      await store.remove(name);
      written.delete(name);
    }
  };

  function recall({ apps }: DesiredPlugin, was: PluginCondition | undefined): void {
    for (const { broker } of apps) {
      const condition = was?.apps.find(({ app }) => app === broker.app);
      if (condition !== undefined) conditions.recall(broker.queue, condition);
    }
  }
}
