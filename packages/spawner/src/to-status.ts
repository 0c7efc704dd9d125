import {
  type ContainerState,
  type ContainerStatus,
  fromLabels,
  SPEC_HASH_LABEL,
} from '@celeriac/deployment';
import type { EngineContainer } from '@celeriac/engine';

/** Maps what the engine says of a container; `undefined` where it is not ours. */
export function toStatus(container: EngineContainer): ContainerStatus | undefined {
  const owner = fromLabels(container.labels);
  if (owner === undefined) return undefined;
  const { exitCode, startedAt } = container;
  const ended = container.phase === 'exited' || container.phase === 'dead';
  const reason = toReason(container);
  return {
    id: container.id,
    name: container.name,
    owner,
    image: container.image,
    specHash: container.labels[SPEC_HASH_LABEL] ?? '',
    state: toState(container),
    ...(ended ? { exitCode } : {}),
    ...(container.outOfMemory ? { outOfMemory: true } : {}),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(reason === undefined ? {} : { reason }),
  };
}

const SIGTERM_EXIT = 143;

function toState({ phase, exitCode, error, outOfMemory }: EngineContainer): ContainerState {
  switch (phase) {
    case 'created':
      return error === '' ? 'pending' : 'failed';
    case 'running':
    case 'paused':
    case 'restarting':
      return 'running';
    case 'removing':
      return 'stopping';
    case 'dead':
      return 'failed';
    case 'exited':
      return !outOfMemory && (exitCode === 0 || exitCode === SIGTERM_EXIT) ? 'stopped' : 'failed';
  }
}

function toReason(container: EngineContainer): string | undefined {
  const { phase, exitCode, error, outOfMemory } = container;
  const limit = `its memory limit of ${Math.round(container.memoryBytes / 1024 / 1024)} MiB`;
  const raise = 'Raise "memory" in container.json.';
  if (error !== '') return `It could not start: ${error}`;
  if (phase === 'paused') return 'It is paused: it is given tasks and does not run them.';
  if (phase === 'running')
    return outOfMemory ? `A process of it was killed at ${limit}. ${raise}` : undefined;
  if (phase !== 'exited') return undefined;
  // The engine remembers that any process of it was killed for memory, not that the last one was.
  if (outOfMemory)
    return `It ended with exit code ${exitCode}, and a process of it was killed at ${limit}. ${raise}`;
  if (exitCode === 0) return 'It ended (exit code 0).';
  if (exitCode === SIGTERM_EXIT) return 'It was told to stop (SIGTERM, exit code 143).';
  if (exitCode === 137) return `It was killed (SIGKILL, exit code 137), not at ${limit}.`;
  if (exitCode > 128 && exitCode < 160)
    return `It ended by signal ${exitCode - 128} (exit code ${exitCode}).`;
  return `It ended with exit code ${exitCode}.`;
}
