import { BrokerError } from '@celeriac/broker';
import { CONTROLLER_LOCK, findLockHolder, type StateDirectory } from '@celeriac/state';

/**
 * Where a call timed out because no worker was on its queue, says so where the controller that would
 * have started one does not run; any other error stays as it is.
 */
export async function nameMissingController(
  error: unknown,
  state: StateDirectory,
): Promise<unknown> {
  if (!(error instanceof BrokerError)) return error;
  if (error.code !== 'TIMED_OUT' || error.consumers !== 0) return error;
  if (await findLockHolder(state.resolve(CONTROLLER_LOCK))) return error;
  const { callId, task, queue, phase, worker, maybeExecuted, consumers, waiting } = error;
  const message = `${error.message} The controller that starts workers again does not run either.`;
  return new BrokerError(error.code, message, {
    remedy: 'Start it: celeriac serve. Why the worker ended: celeriac ps, celeriac logs.',
    maybeExecuted,
    cause: error,
    ...(callId !== undefined && { callId }),
    ...(task !== undefined && { task }),
    ...(queue !== undefined && { queue }),
    ...(phase !== undefined && { phase }),
    ...(worker !== undefined && { worker }),
    ...(consumers !== undefined && { consumers }),
    ...(waiting !== undefined && { waiting }),
  });
}
