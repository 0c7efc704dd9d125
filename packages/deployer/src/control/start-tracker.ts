import type { ContainerSpec, ContainerStatus, DesiredApp } from '@celeriac/deployment';
import { toNotReady } from '../deploy/not-ready.ts';
import { timed, toStartTimes } from '../deploy/start-times.ts';
import type { DeployerPorts } from '../deployer-options.ts';
import type { Emit } from '../event-stream.ts';
import type { ControllerEvent } from './controller-event.ts';

/** Starts workers and follows each until it consumes or fails, without anybody waiting for it. */
export interface StartTracker {
  /** Starts one; resolves when its container runs, or could not be started, which `onFailed` is told. */
  start(spec: ContainerSpec, app: DesiredApp, reason: string): Promise<void>;
  /** Looks whether those that are followed still run. */
  check(actual: ReadonlyMap<string, ContainerStatus>): void;
  /** A container, by its id, has ended. */
  ended(id: string, how: string): void;
  isStarting(container: string): boolean;
  /** Ends all following; containers stay as they are. */
  close(): Promise<void>;
}

/** What a tracker works with. */
export interface StartTrackerOptions {
  readonly ports: Pick<DeployerPorts, 'spawner' | 'broker' | 'blobs'>;
  readonly readyTimeoutMs: number;
  readonly emit: Emit<ControllerEvent>;
  readonly signal: AbortSignal;
  readonly onReady: (app: DesiredApp) => void;
  readonly onFailed: (app: DesiredApp, container: string, error: Error) => void;
}

interface Followed {
  /** Of its container, once it runs. */
  id?: string;
  readonly fail: (reason: string) => void;
}

/** Makes a tracker that follows nothing yet. */
export function createStartTracker(options: StartTrackerOptions): StartTracker {
  const { ports, emit, signal } = options;
  const followed = new Map<string, Followed>();
  const following = new Set<Promise<void>>();

  const follow = async (
    spec: ContainerSpec,
    app: DesiredApp,
    told: { readonly reason: string; readonly onRunning: () => void },
  ): Promise<void> => {
    const over = new AbortController();
    const ended = Promise.withResolvers<string>();
    const entry: Followed = { fail: ended.resolve };
    followed.set(spec.name, entry);
    const timer = setTimeout(() => ended.resolve(tooLate(options)), options.readyTimeoutMs);
    const began = performance.now();
    try {
      const { queue, user } = app.broker;
      await using watch = await ports.broker.watchReady(spec.name, {
        signal: AbortSignal.any([signal, over.signal]),
        ...{ queue, user },
      });
      const ready = timed(watch.ready);
      emit({ kind: 'starting', container: spec.name, reason: told.reason });
      if (spec.blobDirectory !== undefined) await ports.blobs.prepare(spec.owner, { signal });
      const asked = performance.now();
      const started = await ports.spawner.start(spec, { signal });
      entry.id = started.id;
      told.onRunning();
      const word = await Promise.race([ready, ended.promise]);
      if (typeof word === 'string') throw await endUnready(spec, started.id, { how: word, ports });
      const times = toStartTimes({ began, asked, ready: word.at }, started, word);
      emit({ kind: 'ready', container: spec.name, durationMs: word.at - began, times });
      options.onReady(app);
    } catch (error) {
      if (signal.aborted) return;
      emit({ kind: 'start-failed', container: spec.name, error: error as Error });
      options.onFailed(app, spec.name, error as Error);
    } finally {
      clearTimeout(timer);
      over.abort();
      followed.delete(spec.name);
      told.onRunning();
    }
  };

  return {
    async start(spec, app, reason) {
      await new Promise<void>((onRunning) => {
        const done = follow(spec, app, { reason, onRunning });
        following.add(done);
        void done.finally(() => following.delete(done));
      });
    },
    check(actual) {
      for (const [name, { id, fail }] of followed) {
        const status = actual.get(name);
        if (id === undefined || status?.id !== id) continue;
        if (status.state === 'failed' || status.state === 'stopped')
          fail(status.reason ?? `it was ${status.state}`);
      }
    },
    ended(ofContainer, how) {
      for (const { id, fail } of followed.values()) if (id === ofContainer) fail(how);
    },
    isStarting: (container) => followed.has(container),
    close: async () => void (await Promise.allSettled(following)),
  };
}

function tooLate({ readyTimeoutMs }: StartTrackerOptions): string {
  return `it was not on its queue after ${readyTimeoutMs / 1000} s`;
}

/** Takes away a container that ended or hangs before it is ready, so that the next try has its name. */
async function endUnready(
  spec: ContainerSpec,
  id: string,
  of: { readonly how: string; readonly ports: Pick<DeployerPorts, 'spawner'> },
): Promise<Error> {
  const { spawner } = of.ports;
  const message = `The worker ${spec.name} did not come up: ${of.how.replace(/\.$/, '')}.`;
  const remedy = 'What they name is to be changed in the plugin; then deploy it again.';
  const error = await toNotReady(spec, message, { spawner, id, remedy });
  await spawner.stop(id, { graceMs: 0 });
  await spawner.remove(id);
  return error;
}
