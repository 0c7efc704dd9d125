import { type DesiredPlugin, replicasOf } from '@celeriac/deployment';
import { type ClearContext, clearAway } from '../change/clear-away.ts';
import { undertake } from '../change/undertake.ts';
import type { ControllerParts } from './controller-parts.ts';

/**
 * Sees containers away that are not to run, and what only they needed, whoever left them; resolves to
 * whether none is left. None is waited for: the next look goes on with them.
 */
export async function removeUnwanted(
  plugin: string,
  desired: DesiredPlugin | undefined,
  parts: ControllerParts,
): Promise<boolean> {
  const { ports, signal } = parts;
  const { instance, undertakings } = ports.desired;
  const wanted = new Set(desired?.apps.flatMap((app) => replicasOf(app)).map(({ name }) => name));
  const all = await ports.spawner.list({ instance, plugin }, { signal });
  const isUndertaken = (await undertakings.read(plugin)) !== undefined;
  if (!isUndertaken && all.some(({ name }) => !wanted.has(name))) {
    const purpose = `the end of what nothing needs of ${plugin}`;
    await undertake(ports.desired, { plugin, purpose, apps: [] });
  }
  return (await clearAway(plugin, { ports, ...clearing(parts) })).length === 0;
}

/** How a controller tells of what is cleared away. */
export function clearing({
  backoff,
  emit,
}: Pick<ControllerParts, 'backoff' | 'emit'>): Pick<ClearContext, 'onRemoved' | 'onCutOff'> {
  return {
    onRemoved({ name, owner }, desired) {
      backoff.forget(name);
      const app = desired?.apps.find(({ broker }) => broker.app === owner.app);
      const isReplaced = app !== undefined && app.version !== owner.version;
      const unneeded = app === undefined ? 'nothing deployed needs it' : 'no call needs it';
      const reason = isReplaced ? `version ${app.version} took its place` : unneeded;
      const isIdle = app !== undefined && !isReplaced;
      emit({ kind: 'removed', container: name, reason, ...(isIdle && { isIdle }) });
    },
    onCutOff({ name }, afterMs) {
      const message = `Its calls ran for longer than ${Math.round(afterMs / 1000)} s after it was told to end, and were ended.`;
      emit({ kind: 'problem', container: name, message });
    },
  };
}
