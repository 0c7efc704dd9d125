import type { PluginModel } from '@celeriac/plugin';
import { type AppStatus, readAppStatus } from './app-status.ts';
import { type WaitingEvent, waitTelling } from './change/waiting-event.ts';
import { deployPlugin } from './deploy/deploy-plugin.ts';
import type { DeployEvent } from './deploy/deploy-event.ts';
import type { DeployerPorts, DeployerSettings } from './deployer-options.ts';
import { type DownEvent, takeDown } from './down/take-down.ts';
import { type Emit, streamEvents } from './event-stream.ts';
import { rollBack } from './rollback/roll-back.ts';
import { scalePlugin, type ScaleRequest } from './scale/scale-plugin.ts';

/** Deploys plugins, rolls them back, scales them, takes them down and says how they stand. */
export interface Deployer {
  /**
   * Brings a plugin to the state of its folder. What is up to date is not touched; what changed is
   * built, started next to the old, switched to when ready, and the old finishes and goes. Throws
   * `DeployError`, or the error of the adapter that failed; callers then still reach what was there.
   */
  deploy(
    plugin: PluginModel,
    options?: { frozen?: boolean; signal?: AbortSignal },
  ): AsyncIterable<DeployEvent>;
  /**
   * Tells what a deploy would do, by the events `planned`, `compared` and `layers`, and does nothing:
   * a lock that is out of date stays so.
   */
  preview(plugin: PluginModel, options?: { signal?: AbortSignal }): AsyncIterable<DeployEvent>;
  /** Takes a plugin down; `purge` removes its images and every trace as well. */
  down(
    plugin: string,
    options?: { purge?: boolean; signal?: AbortSignal },
  ): AsyncIterable<DownEvent>;
  /**
   * Makes a plugin again what it was in an earlier release, the last before this one by default: the
   * same images and environment, replaced as by a deploy. Throws `NO_RELEASE`, `IMAGE_GONE`.
   */
  rollback(
    plugin: string,
    options?: { release?: number; signal?: AbortSignal },
  ): AsyncIterable<DeployEvent>;
  /**
   * Sets how many containers apps have until it is set again: a number, in place of the bounds of
   * `container.json`, or `auto` for those. With 0, the next call starts the app. Throws `NO_APP`.
   */
  scale(request: ScaleRequest, options?: { signal?: AbortSignal }): AsyncIterable<DeployEvent>;
  /** How every deployed app stands, sorted by plugin and app. */
  status(options?: { signal?: AbortSignal }): Promise<readonly AppStatus[]>;
}

const LOCK_WAIT_MS = 30_000;

/** Makes a deployer over adapters; two at work on one instance never mix, the second is told. */
export function createDeployer(ports: DeployerPorts, settings: DeployerSettings): Deployer {
  const { lockWaitMs = LOCK_WAIT_MS, stopGraceMs = 30_000 } = settings;
  /** Streams what `work` does while it holds the instance against other deployers. */
  const stream = <Event>(
    purpose: string,
    signal: AbortSignal | undefined,
    work: (emit: Emit<Event | WaitingEvent>, stop: AbortSignal) => Promise<void>,
  ): AsyncIterable<Event | WaitingEvent> =>
    streamEvents<Event | WaitingEvent>(
      (emit, stop) =>
        ports.desired.withLock(
          purpose,
          () => work(emit, stop),
          waitTelling(lockWaitMs, { emit, signal: stop }),
        ),
      signal,
    );
  return {
    deploy: (plugin, { frozen = false, signal } = {}) =>
      stream<DeployEvent>(`deploy of ${plugin.name}`, signal, (emit, stop) =>
        deployPlugin(plugin, {
          ...{ ports, settings, emit, signal: stop },
          ...(frozen && { mode: 'frozen' }),
        }),
      ),
    preview: (plugin, { signal } = {}) =>
      streamEvents(
        (emit, stop) =>
          deployPlugin(plugin, { ports, settings, emit, signal: stop, mode: 'preview' }),
        signal,
      ),
    down(plugin, { purge = false, signal } = {}) {
      const purpose = `down of ${plugin}`;
      return stream<DownEvent>(purpose, signal, (emit, stop) =>
        ports.desired.withPluginLock(
          { plugin, purpose },
          () => takeDown(plugin, { ports, purge, stopGraceMs, emit, signal: stop }),
          waitTelling(lockWaitMs, { emit, signal: stop }),
        ),
      );
    },
    rollback: (plugin, { release, signal } = {}) =>
      stream<DeployEvent>(`rollback of ${plugin}`, signal, (emit, stop) =>
        rollBack({ plugin, release }, { ports, settings, emit, signal: stop }),
      ),
    scale: (request, { signal } = {}) =>
      streamEvents(
        (emit, stop) => scalePlugin(request, { ports, settings, emit, signal: stop }),
        signal,
      ),
    status: ({ signal } = {}) => readAppStatus(ports, signal),
  };
}
