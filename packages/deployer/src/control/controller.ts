import {
  type DemandWatch,
  type DesiredApp,
  type DesiredPlugin,
  type EndCause,
  replicasOf,
  STATE_LIMITS,
} from '@celeriac/deployment';
import { type Emit, streamEvents, type Timed } from '../event-stream.ts';
import { followLives } from '../life/follow-lives.ts';
import { isAsleep } from '../plan/plan-scaling.ts';
import { createAbsenceRecord } from './absence-record.ts';
import { createBackoff } from './backoff.ts';
import { createConditionRecord } from './condition-record.ts';
import type { ControllerEvent } from './controller-event.ts';
import type { ControllerParts, ControllerPorts } from './controller-parts.ts';
import { createDemandRecord } from './demand-record.ts';
import { lookAround } from './look-around.ts';
import { mendPlugin } from './mend-plugin.ts';
import { createPacer, type Pacer } from './pacer.ts';
import { createStartTracker } from './start-tracker.ts';
import { createNetworkGuard } from './secure-networks.ts';
import { createBlobSweep } from './sweep-blobs.ts';
import { tellCallers } from './tell-callers.ts';
import { createTurns } from './turns.ts';
import { createConditionWriter } from './condition-writer.ts';
import { watchContainers } from './watch-containers.ts';

/** How a controller works. */
export interface ControllerOptions {
  readonly ports: ControllerPorts;
  /** What tells of calls at once; without it, a call to an app that sleeps waits for the next look. */
  readonly demand?: DemandWatch;
  /** Time between two looks at everything. Default 2,000. */
  readonly intervalMs?: number;
  /** So long containers stay that the most calls at a time needed. Default 60,000. */
  readonly demandWindowMs?: number;
  /** Time between two sweeps of the blob store. Default 15,000. */
  readonly blobSweepMs?: number;
  /** Time between two looks whether networks are closed, which take a second each. Default 60,000. */
  readonly secureMs?: number;
  /** How long a worker may take until it consumes. Default 120,000. */
  readonly readyTimeoutMs?: number;
  /** How long a worker that runs may be off its queue until that time begins for it. Default 10,000. */
  readonly absentAfterMs?: number;
}

/** The loop that keeps what is deployed running, starts it on demand and removes what is not deployed. */
export interface Controller {
  /** Runs until `signal` aborts, then ends without an error. */
  run(options: { signal: AbortSignal }): AsyncIterable<Timed<ControllerEvent>>;
}

/** So long a call that came waits for whoever changes the plugin at the moment. */
const WAKE_WAIT_MS = 600_000;

/** Makes a controller; at most one should run on an instance, whoever starts it holds the lock. */
export function createController(options: ControllerOptions): Controller {
  return {
    run: ({ signal }) =>
      streamEvents<ControllerEvent>(
        (emit, stop) => run(options, followLives<ControllerEvent>(emit), stop),
        signal,
      ),
  };
}

async function run(
  options: ControllerOptions,
  emit: Emit<ControllerEvent>,
  signal: AbortSignal,
): Promise<void> {
  const { ports, intervalMs = 2000, blobSweepMs = 15_000, secureMs = 60_000 } = options;
  const pacer = createPacer(signal);
  const parts = createParts(options, { emit, signal, pacer });
  const turns = createTurns(async (plugin, isUrgent) => {
    const isDone = await mendPlugin(plugin, parts, { waitMs: isUrgent ? WAKE_WAIT_MS : 0 }).catch(
      (error: Error & { code?: string }) => {
        // Whoever changes the plugin has precedence; the next look comes.
        if (!signal.aborted && error.code !== 'LOCKED') emit({ kind: 'failed', plugin, error });
        return true;
      },
    );
    // Calls that are to finish may take an hour, and their end is told.
    if (isDone) pacer.hurry();
  });
  let desired: readonly DesiredPlugin[] = [];
  const onCall = async (queue: string): Promise<void> => {
    let app = findByQueue(desired, queue);
    if (app === undefined) app = findByQueue((desired = await ports.desired.list()), queue);
    // One that has no container by somebody's word gets none by a call.
    if (app === undefined || (app.replicas === 0 && !isAsleep(app))) return;
    const isUp = hasWorker(app, parts);
    if (!isUp || isAsleep(app)) turns.take(app.broker.plugin, { again: true });
    // One that is kept warm answers, whatever is started beside it.
    if (!isUp) await options.demand?.tellStarting(queue, { signal });
  };
  options.demand?.onUse((use) => {
    // Any app can name the queue of another.
    if (use.kind === 'worked' && findByQueue(desired, use.queue)?.broker.user !== use.user) return;
    parts.demand.used(use.queue, use.kind);
    if (use.kind === 'worked') parts.conditions.worked(use.queue);
    // Whoever was not told of it now is told by a start that fails, or by the worker.
    if (use.kind === 'called') void onCall(use.queue).catch(() => undefined);
  });
  const writeConditions = createConditionWriter(parts);
  const networks = createNetworkGuard(ports, { everyMs: secureMs, emit, signal });
  const watching = watchContainers(parts, {
    hurry: pacer.hurry,
    onResync: networks.lookAgain,
    onNoted: () => writeConditions(desired),
  }).catch((error: unknown) => {
    if (!signal.aborted) emit({ kind: 'failed', error: error as Error });
  });
  const sweepBlobs = createBlobSweep(ports.blobs, blobSweepMs);
  let failure: string | undefined;
  while (!signal.aborted) {
    try {
      const found = await lookAround(parts);
      ({ desired } = found);
      await writeConditions(desired);
      for (const plugin of found.amiss) turns.take(plugin);
      failure = undefined;
    } catch (error) {
      parts.absences.forget();
      const { message } = error as Error;
      // An engine that is away for an hour is told of once, not every two seconds.
      if (!signal.aborted && message !== failure) emit({ kind: 'failed', error: error as Error });
      failure = message;
    }
    networks.take();
    await sweepBlobs(emit, signal);
    await pacer.next(intervalMs);
  }
  await Promise.all([watching, turns.settled(), networks.settled()]);
  await parts.starts.close();
}

function createParts(
  {
    ports,
    readyTimeoutMs = STATE_LIMITS.readyMs,
    absentAfterMs = 10_000,
    demandWindowMs,
  }: ControllerOptions,
  of: { emit: Emit<ControllerEvent>; signal: AbortSignal; pacer: Pacer },
): ControllerParts {
  const { emit, signal, pacer } = of;
  const conditions = createConditionRecord();
  const absences = createAbsenceRecord(absentAfterMs);
  const rest = { absences, backoff: createBackoff(), demand: createDemandRecord(demandWindowMs) };
  const parts = { ports, conditions, ...rest, emit, signal };
  const starts = createStartTracker({
    ...{ ports, emit, signal, readyTimeoutMs },
    onReady({ broker }, container) {
      conditions.ready(broker.queue, container);
      pacer.hurry();
    },
    onFailed(app, container, error) {
      const { message, remedy, endCause: cause, lastLines } = error as StartFailure;
      const problem = {
        ...{ container, message },
        ...(remedy !== undefined && { remedy }),
        ...(cause !== undefined && { cause }),
        ...(lastLines !== undefined && { lastLines }),
      };
      conditions.failed(app.broker.queue, problem);
      void tellCallers(app, problem, parts).then(pacer.hurry);
    },
  });
  return { ...parts, starts };
}

/** What errors of spawners and of ourselves say of a worker that did not come up. */
interface StartFailure extends Error {
  readonly remedy?: string;
  readonly endCause?: EndCause;
  readonly lastLines?: readonly string[];
}

/** Whether the app has a container whose start is over. */
function hasWorker(app: DesiredApp, { starts }: ControllerParts): boolean {
  return replicasOf(app).some(({ name }) => !starts.isStarting(name));
}

function findByQueue(plugins: readonly DesiredPlugin[], queue: string): DesiredApp | undefined {
  return plugins.flatMap(({ apps }) => apps).find(({ broker }) => broker.queue === queue);
}
