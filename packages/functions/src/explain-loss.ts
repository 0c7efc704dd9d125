import { setTimeout as sleep } from 'node:timers/promises';
import { TaskFailure } from '@celeriac/broker';
import type { AppProblem } from '@celeriac/deployment';
import {
  CONTROLLER_LOCK,
  createDesiredStore,
  findLockHolder,
  type StateDirectory,
} from '@celeriac/state';

/** So long the controller may take to say what became of a container. */
const WAIT_MS = 1_000;
const LOOK_MS = 50;

/**
 * Where a worker was lost with a call, adds what the controller has seen of it since the call began:
 * which limit it reached, how it ended, what it wrote last, and what to change. Any other error stays as
 * it is, and so does one whose cause whoever answered knew.
 */
export async function explainLoss(
  error: unknown,
  of: {
    readonly state: StateDirectory;
    readonly plugin: string;
    readonly app: string;
    /** Of the call, on the clock of `Date.now()`. */
    readonly beganAt: number;
    /** The worker that began it, where that is known. */
    readonly worker: string | undefined;
  },
): Promise<unknown> {
  if (!(error instanceof TaskFailure) || error.code !== 'WORKER_LOST') return error;
  if (error.isExplained) return error;
  const found = await findProblem(of);
  if (found === undefined) return error;
  const { problem, isSure } = found;
  const { code, message, maybeExecuted, callId: id, task } = error;
  const remedy = problem.remedy ?? error.remedy;
  const added = isSure
    ? problem.message
    : `Of several of its workers that ended, one: ${problem.message}`;
  const last = problem.lastLines?.findLast((line) => line.trim() !== '');
  const words = [
    message,
    ...(message.includes(problem.message) ? [] : [added]),
    ...(last === undefined ? [] : [`Its last line: ${last}`]),
  ];
  const told = words.join(' ');
  const failure = { code, message: told, maybeExecuted, ...(remedy !== undefined && { remedy }) };
  return new TaskFailure(failure, { id, task });
}

/** A problem that may be why a call was lost. */
interface Suspect {
  readonly problem: AppProblem;
  /** Whether no other worker of the app had one. */
  readonly isSure: boolean;
}

async function findProblem({
  state,
  plugin,
  app,
  beganAt,
  worker,
}: Parameters<typeof explainLoss>[1]): Promise<Suspect | undefined> {
  const { conditions } = createDesiredStore(state);
  const hasController = (await findLockHolder(state.resolve(CONTROLLER_LOCK))) !== undefined;
  const deadline = performance.now() + (hasController ? WAIT_MS : 0);
  for (;;) {
    const condition = (await conditions.read(plugin))?.apps.find((one) => one.app === app);
    const since = condition?.problems.filter(({ at }) => Date.parse(at) >= beganAt) ?? [];
    const suspect = findSuspect(since, worker);
    if (suspect !== undefined) return suspect;
    if (performance.now() > deadline) return undefined;
    await sleep(LOOK_MS);
  }
}

/**
 * Finds the problem of the worker that was lost among those of its app, the latest first; where nobody
 * knows which worker that was, the latest that something can be done about.
 */
export function findSuspect(
  problems: readonly AppProblem[],
  worker: string | undefined,
): Suspect | undefined {
  const own = worker && problems.filter(({ container = worker }) => container === worker);
  const among = own || problems;
  const problem = among.find(({ remedy }) => remedy !== undefined) ?? among[0];
  const isSure = new Set(among.map(({ container }) => container)).size <= 1;
  return problem && { problem, isSure };
}
