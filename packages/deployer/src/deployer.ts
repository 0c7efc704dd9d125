import type { PluginModel } from '@celeriac/plugin';
import { type AppStatus, readAppStatus } from './app-status.ts';
import { type ChangeContext, changeAndSeeAway } from './change/change-and-see-away.ts';
import { waitTelling } from './change/waiting-event.ts';
import { deployPlugin } from './deploy/deploy-plugin.ts';
import type { DeployEvent } from './deploy/deploy-event.ts';
import type { DeployerPorts, DeployerSettings } from './deployer-options.ts';
import { type DownEvent, takeDown } from './down/take-down.ts';
import { streamEvents, type Timed } from './event-stream.ts';
import { followLives } from './life/follow-lives.ts';
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
  ): AsyncIterable<Timed<DeployEvent>>;
  /**
   * Tells what a deploy would do, by the events `planned`, `compared` and `layers`, and does nothing:
   * a lock that is out of date stays so.
   */
  preview(
    plugin: PluginModel,
    options?: { signal?: AbortSignal },
  ): AsyncIterable<Timed<DeployEvent>>;
  /**
   * Takes a plugin down; `purge` removes its images and every trace as well. Calls that run may finish,
   * for `stopGraceMs` at most where that is given, and are ended then.
   */
  down(
    plugin: string,
    options?: { purge?: boolean; stopGraceMs?: number; signal?: AbortSignal },
  ): AsyncIterable<Timed<DownEvent>>;
  /**
   * Makes a plugin again what it was in an earlier release, the last before this one by default: the
   * same images and environment, replaced as by a deploy. Throws `NO_RELEASE`, `IMAGE_GONE`.
   */
  rollback(
    plugin: string,
    options?: { release?: number; signal?: AbortSignal },
  ): AsyncIterable<Timed<DeployEvent>>;
  /**
   * Sets how many containers apps have until it is set again: a number, in place of the bounds of
   * `container.json`, or `auto` for those. With 0, the next call starts the app. Throws `NO_APP`.
   */
  scale(
    request: ScaleRequest,
    options?: { signal?: AbortSignal },
  ): AsyncIterable<Timed<DeployEvent>>;
  /** How every deployed app stands, sorted by plugin and app. */
  status(options?: { signal?: AbortSignal }): Promise<readonly AppStatus[]>;
}

const LOCK_WAIT_MS = 30_000;

/** Makes a deployer over adapters; two at work on one instance never mix, the second is told. */
export function createDeployer(ports: DeployerPorts, settings: DeployerSettings): Deployer {
  const { lockWaitMs = LOCK_WAIT_MS } = settings;
  /** Streams a change that holds the instance against other deployers, and ends when what it replaced has. */
  const change = (
    { plugin, purpose }: { readonly plugin: string; readonly purpose?: string },
    signal: AbortSignal | undefined,
    work: (context: ChangeContext) => Promise<void>,
  ): AsyncIterable<Timed<DeployEvent>> =>
    streamEvents<DeployEvent>(async (tell, stop) => {
      const emit = followLives<DeployEvent>(tell);
      const context = { ports, settings, signal: stop };
      await changeAndSeeAway(plugin, { ...context, emit }, (held) =>
        purpose === undefined
          ? work({ ...context, emit: held })
          : ports.desired.withLock(
              purpose,
              () => work({ ...context, emit: held }),
              waitTelling(lockWaitMs, { emit, signal: stop }),
            ),
      );
    }, signal);
  return {
    deploy: (plugin, { frozen = false, signal } = {}) =>
      change({ plugin: plugin.name, purpose: `deploy of ${plugin.name}` }, signal, (context) =>
        deployPlugin(plugin, { ...context, ...(frozen && { mode: 'frozen' }) }),
      ),
    preview: (plugin, { signal } = {}) =>
      streamEvents(
        (emit, stop) =>
          deployPlugin(plugin, { ports, settings, emit, signal: stop, mode: 'preview' }),
        signal,
      ),
    down(plugin, { purge = false, stopGraceMs, signal } = {}) {
      const purpose = `down of ${plugin}`;
      return streamEvents<DownEvent>((emit, stop) => {
        const waiting = waitTelling(lockWaitMs, { emit, signal: stop });
        const hold = <T>(work: () => Promise<T>): Promise<T> =>
          ports.desired.withLock(
            purpose,
            () => ports.desired.withPluginLock({ plugin, purpose }, work, waiting),
            waiting,
          );
        const grace = stopGraceMs !== undefined && { stopGraceMs };
        return takeDown(plugin, { ports, purge, ...grace, hold, emit, signal: stop });
      }, signal);
    },
    rollback: (plugin, { release, signal } = {}) =>
      change({ plugin, purpose: `rollback of ${plugin}` }, signal, (context) =>
        rollBack({ plugin, release }, context),
      ),
    scale: (request, { signal } = {}) =>
      change({ plugin: request.plugin }, signal, (context) => scalePlugin(request, context)),
    status: ({ signal } = {}) => readAppStatus(ports, signal),
  };
}
