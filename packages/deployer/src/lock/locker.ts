import type { PluginModel } from '@celeriac/plugin';
import { streamEvents } from '../event-stream.ts';
import { lockApps, type LockPorts, type LockSettings } from './lock-apps.ts';
import type { LockEvent } from './lock-event.ts';

/** Resolves the dependencies of plugins. */
export interface Locker {
  /**
   * Sees that each app's `requirements.lock` is what its dependencies ask for now, and tells of those
   * that were made anew. `frozen` makes none and throws `LOCK_OUTDATED`; `upgrade` makes all, with
   * the newest versions. What cannot be resolved is `UNRESOLVABLE`, with its diagnostics.
   */
  lock(
    plugin: PluginModel,
    options?: { mode?: 'frozen' | 'upgrade'; signal?: AbortSignal },
  ): AsyncIterable<LockEvent>;
}

/** Makes a locker over a builder and a place for locks; a deployer needs none, it locks by itself. */
export function createLocker(ports: LockPorts, settings: LockSettings): Locker {
  return {
    lock: (plugin, { mode, signal } = {}) =>
      streamEvents(async (emit, stop) => {
        const context = { ports, settings, emit, signal: stop };
        await lockApps(plugin, mode === undefined ? context : { ...context, mode });
      }, signal),
  };
}
