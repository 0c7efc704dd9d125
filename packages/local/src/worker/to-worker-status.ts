import { type ContainerStatus, type EndCause, explainCause, isFailure } from '@celeriac/deployment';
import { isAlive } from '@celeriac/state';
import type { WorkerRecord } from './worker-record.ts';

/** What a record says of a worker, and whether that still holds. */
export function toWorkerStatus(record: WorkerRecord): ContainerStatus {
  const { id, name, owner, image, specHash, createdAt, startedAt } = record;
  const { endedAt, exitCode, outOfMemory } = record;
  const cause = record.cause ?? findLoss(record);
  const explained = cause && explainCause(cause, { name });
  return {
    ...{ id, name, owner, image, specHash, createdAt },
    state: cause === undefined ? record.state : isFailure(cause) ? 'failed' : 'stopped',
    ...(exitCode !== undefined && { exitCode }),
    ...(outOfMemory === true && { outOfMemory }),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(cause !== undefined && { cause }),
    ...(explained !== undefined && {
      reason: [explained.message, explained.remedy].filter(Boolean).join(' '),
    }),
  };
}

/** Why a worker ended, by how its process did and whether it had been told to. */
export function toEndCause(
  { code, signal }: { readonly code?: number; readonly signal?: number },
  wasStopped: boolean,
): EndCause {
  if (wasStopped) return { kind: 'stopped', by: 'us', ...(signal !== undefined && { signal }) };
  if (signal !== undefined) return { kind: 'signalled', signal };
  return { kind: 'exited', exitCode: code ?? 0 };
}

/** A worker does not outlive the process that started it. */
function findLoss({ keeper, process }: WorkerRecord): EndCause | undefined {
  return isAlive(keeper) && isAlive(process ?? keeper) ? undefined : { kind: 'engine-lost' };
}
