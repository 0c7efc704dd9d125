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
 * which limit it reached, how it ended, and what to change. Any other error stays as it is.
 */
export async function explainLoss(
  error: unknown,
  of: {
    readonly state: StateDirectory;
    readonly plugin: string;
    readonly app: string;
    /** Of the call, on the clock of `Date.now()`. */
    readonly beganAt: number;
  },
): Promise<unknown> {
  if (!(error instanceof TaskFailure) || error.code !== 'WORKER_LOST') return error;
  const problem = await findProblem(of);
  if (problem === undefined) return error;
  const { code, message, maybeExecuted, callId: id, task } = error;
  const remedy = problem.remedy ?? error.remedy;
  const told = message.includes(problem.message) ? message : `${message} ${problem.message}`;
  const failure = { code, message: told, maybeExecuted, ...(remedy !== undefined && { remedy }) };
  return new TaskFailure(failure, { id, task });
}

async function findProblem({
  state,
  plugin,
  app,
  beganAt,
}: Parameters<typeof explainLoss>[1]): Promise<AppProblem | undefined> {
  const { conditions } = createDesiredStore(state);
  const hasController = (await findLockHolder(state.resolve(CONTROLLER_LOCK))) !== undefined;
  const deadline = performance.now() + (hasController ? WAIT_MS : 0);
  for (;;) {
    const condition = (await conditions.read(plugin))?.apps.find((one) => one.app === app);
    const [problem] = condition?.problems ?? [];
    if (problem !== undefined && Date.parse(problem.at) >= beganAt) return problem;
    if (performance.now() > deadline) return undefined;
    await sleep(LOOK_MS);
  }
}
