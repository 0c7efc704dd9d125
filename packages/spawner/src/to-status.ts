import {
  type ContainerState,
  type ContainerStatus,
  type EndCause,
  explainCause,
  fromLabels,
  isFailure,
  raiseMemory,
  SPEC_HASH_LABEL,
} from '@celeriac/deployment';
import type { EngineContainer, EngineContainerSummary } from '@celeriac/engine';

const MIB = 1024 * 1024;

/** What is known of a container besides what the engine says of it. */
export interface StatusFacts {
  /** Why it ended, could not start or counts as failed. */
  readonly cause?: EndCause | undefined;
  /** Whether we have told it to end. */
  readonly isStopping?: boolean;
}

/** Maps what the engine says of a container, and what else is known; `undefined` where it is not ours. */
export function toStatus(
  container: EngineContainer,
  facts: StatusFacts,
): ContainerStatus | undefined {
  const owner = fromLabels(container.labels);
  if (owner === undefined) return undefined;
  const { cause } = facts;
  const { exitCode, startedAt, finishedAt } = container;
  const ended = container.phase === 'exited' || container.phase === 'dead';
  const reason = toReason(container, cause);
  return {
    id: container.id,
    name: container.name,
    owner,
    image: container.image,
    specHash: container.labels[SPEC_HASH_LABEL] ?? '',
    state: toState(container, facts),
    createdAt: container.createdAt,
    ...(ended ? { exitCode } : {}),
    ...(container.outOfMemory ? { outOfMemory: true } : {}),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(ended && finishedAt !== undefined ? { endedAt: finishedAt } : {}),
    ...(cause === undefined ? {} : { cause }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Maps one of which a list says enough; `undefined` where it is not ours. */
export function toListedStatus(
  container: EngineContainerSummary,
  state: 'pending' | 'running',
): ContainerStatus | undefined {
  const { id, name, image, labels, createdAt } = container;
  const owner = fromLabels(labels);
  const specHash = labels[SPEC_HASH_LABEL] ?? '';
  return owner && { id, name, owner, image, specHash, state, createdAt };
}

function toState({ phase }: EngineContainer, { cause, isStopping }: StatusFacts): ContainerState {
  if (cause !== undefined) return isFailure(cause) ? 'failed' : 'stopped';
  if (phase === 'removing' || isStopping === true) return 'stopping';
  return phase === 'created' ? 'pending' : 'running';
}

function toReason(container: EngineContainer, cause: EndCause | undefined): string | undefined {
  const { name, phase, memoryBytes, outOfMemory } = container;
  if (cause !== undefined) {
    const { message, remedy } = explainCause(cause, { name });
    return remedy === undefined ? message : `${message} ${remedy}`;
  }
  if (phase === 'paused') return 'It is paused: it is given tasks and does not run them.';
  if (phase !== 'running' || !outOfMemory) return undefined;
  const limitMiB = Math.round(memoryBytes / MIB);
  return `A process of it was killed at its memory limit of ${limitMiB} MiB. Raise "memory" in container.json: ${limitMiB} → ${raiseMemory(limitMiB)}.`;
}
