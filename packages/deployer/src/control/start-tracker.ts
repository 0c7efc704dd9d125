import {
  type ContainerSpec,
  type ContainerStatus,
  type DesiredApp,
  type EndCause,
  explainCause,
} from '@celeriac/deployment';
import { type TimedWord, timed, toStartTimes } from '../deploy/start-times.ts';
import type { DeployerPorts } from '../deployer-options.ts';
import type { Emit } from '../event-stream.ts';
import type { ControllerEvent } from './controller-event.ts';
import { endUnready } from './end-unready.ts';

/** Starts workers and follows each until it consumes or fails, without anybody waiting for it. */
export interface StartTracker {
  /** Starts one; resolves when its container runs, or could not be started, which `onFailed` is told. */
  start(spec: ContainerSpec, app: DesiredApp, reason: string): Promise<void>;
  /** Gives one that runs and is not on its queue the time of a start to come there. */
  follow(spec: ContainerSpec, app: DesiredApp, running: ContainerStatus): void;
  /** Looks whether those that are followed still run. */
  check(actual: ReadonlyMap<string, ContainerStatus>): void;
  /** A container, by its id, has ended. */
  ended(id: string, cause: EndCause): void;
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
  readonly onReady: (app: DesiredApp, container: string) => void;
  readonly onFailed: (app: DesiredApp, container: string, error: Error) => void;
}

/** How following one came to its end. */
type End =
  | { readonly kind: 'ready'; readonly word: TimedWord }
  /** Nobody can be watched at the moment; the container is left as it is. */
  | { readonly kind: 'unseen'; readonly error: Error }
  | { readonly kind: 'failed'; readonly how: string; readonly cause?: EndCause };

/** One whose container runs. */
interface Running {
  readonly id: string;
  /** What it did not do where it fails. */
  readonly what: string;
  /** Tells that it is on its queue. */
  readonly tell: (word: TimedWord) => void;
}

interface Followed {
  /** Of its container, once it runs. */
  id?: string;
  readonly fail: (how: string, cause?: EndCause) => void;
}

/** Makes a tracker that follows nothing yet. */
export function createStartTracker(options: StartTrackerOptions): StartTracker {
  const { ports, emit, signal } = options;
  const followed = new Map<string, Followed>();
  const following = new Set<Promise<void>>();

  /** Follows one that `run` makes run. */
  const see = async (
    spec: ContainerSpec,
    app: DesiredApp,
    run: () => Promise<Running>,
  ): Promise<void> => {
    const over = new AbortController();
    const ended = Promise.withResolvers<End>();
    const fail: Followed['fail'] = (how, cause) =>
      ended.resolve({ kind: 'failed', how, ...(cause !== undefined && { cause }) });
    const entry: Followed = { fail };
    followed.set(spec.name, entry);
    const limitMs = options.readyTimeoutMs;
    const late: EndCause = { kind: 'stuck', state: 'running', limitMs };
    const timer = setTimeout(() => fail(explainCause(late, spec).message, late), limitMs);
    try {
      const { queue, user } = app.broker;
      await using watch = await ports.broker.watchReady(spec.name, {
        signal: AbortSignal.any([signal, over.signal]),
        ...{ queue, user },
      });
      const ready = timed(watch.ready).then(
        (word): End => ({ kind: 'ready', word }),
        (error: Error): End => ({ kind: 'unseen', error }),
      );
      const { id, what, tell } = await run();
      entry.id = id;
      const end = await Promise.race([ready, ended.promise]);
      if (end.kind === 'failed')
        throw await endUnready(spec, { ...end, id, what, spawner: ports.spawner });
      if (end.kind === 'unseen') {
        // Its app did nothing wrong; the next look that can be made finds it off its queue, or on it.
        if (!signal.aborted) emit({ kind: 'failed', plugin: app.broker.plugin, error: end.error });
        return;
      }
      tell(end.word);
      options.onReady(app, spec.name);
    } catch (error) {
      if (signal.aborted) return;
      emit({ kind: 'start-failed', container: spec.name, error: error as Error });
      options.onFailed(app, spec.name, error as Error);
    } finally {
      clearTimeout(timer);
      over.abort();
      followed.delete(spec.name);
    }
  };
  const keep = (done: Promise<void>): void => {
    following.add(done);
    void done.finally(() => following.delete(done));
  };

  return {
    async start(spec, app, reason) {
      const began = performance.now();
      await new Promise<void>((onRunning) => {
        const run = async (): Promise<Running> => {
          emit({ kind: 'starting', container: spec.name, reason });
          if (spec.blobDirectory !== undefined) await ports.blobs.prepare(spec.owner, { signal });
          const asked = performance.now();
          const started = await ports.spawner.start(spec, { signal });
          onRunning();
          const tell = (word: TimedWord): void => {
            const times = toStartTimes({ began, asked, ready: word.at }, started, word);
            emit({ kind: 'ready', container: spec.name, durationMs: word.at - began, times });
          };
          return { id: started.id, what: 'did not come up', tell };
        };
        keep(see(spec, app, run).finally(onRunning));
      });
    },
    follow(spec, app, { id, reason }) {
      const began = performance.now();
      const container = spec.name;
      const run = async (): Promise<Running> => {
        emit({ kind: 'off-queue', container, ...(reason !== undefined && { reason }) });
        const tell = ({ at }: TimedWord): void =>
          emit({ kind: 'back', container, durationMs: at - began });
        return { id, what: 'did not come back', tell };
      };
      keep(see(spec, app, run));
    },
    check(actual) {
      for (const [name, { id, fail }] of followed) {
        const status = actual.get(name);
        if (id === undefined || status?.id !== id) continue;
        const { state, reason = `it was ${state}`, cause } = status;
        if (state === 'failed' || state === 'stopped') fail(reason, cause);
      }
    },
    ended(ofContainer, cause) {
      for (const [name, { id, fail }] of followed)
        if (id === ofContainer) fail(explainCause(cause, { name }).message, cause);
    },
    isStarting: (container) => followed.has(container),
    close: async () => void (await Promise.allSettled(following)),
  };
}
