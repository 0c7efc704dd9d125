import type { EndCause } from '@celeriac/deployment';
import type { EngineContainer } from '@celeriac/engine';

/** What is known of a container's last moments besides what the engine keeps of it. */
export interface EndTraces {
  /** Signals that were sent through the engine, in order. */
  readonly signals: readonly number[];
  /** Whether we asked for its end. */
  readonly ours: boolean;
  /** Whether a process of it was killed at the memory limit shortly before. */
  readonly memoryRanOut: boolean;
  /** The most memory that it used, where that is known. */
  readonly peakMiB?: number | undefined;
  /** What is free where its engine keeps its data, where that is known. */
  readonly freeBytes?: number | undefined;
  /** Whether its engine ended at that time. */
  readonly engineLost: boolean;
  /** What it wrote last. */
  readonly lastLines: readonly string[];
}

const MIB = 1024 * 1024;
const SIGKILL = 9;
/** Bytes that are of no use. */
const NOTHING_LEFT = 64 * 1024;
const NO_SPACE = /no space left on device|\berrno 28\b|disk quota exceeded/i;

/** Says why a container ended; `undefined` where it has not. */
export function judgeEnd(container: EngineContainer, traces: EndTraces): EndCause | undefined {
  const { phase, exitCode, error, memoryBytes } = container;
  if (phase === 'created') return error === '' ? undefined : toStartCause(container, traces);
  if (phase !== 'exited' && phase !== 'dead') return undefined;
  if (error !== '' && container.startedAt === undefined) return toStartCause(container, traces);
  const signal = exitCode > 128 && exitCode < 160 ? exitCode - 128 : undefined;
  const last = traces.signals.at(-1);
  // Whoever told it to end explains its end, even where memory had run out before.
  if (traces.ours) return stopped('us', signal ?? last);
  if (last !== undefined)
    return traces.engineLost ? { kind: 'engine-lost' } : stopped('somebody', signal ?? last);
  const killed = signal === SIGKILL && container.outOfMemory;
  if (killed || (exitCode !== 0 && traces.memoryRanOut))
    return {
      ...{ kind: 'out-of-memory', limitMiB: Math.round(memoryBytes / MIB) },
      ...(traces.peakMiB !== undefined && { peakMiB: traces.peakMiB }),
    };
  if (traces.engineLost) return { kind: 'engine-lost' };
  if (exitCode !== 0 && isDiskFull(traces)) return diskFull(traces);
  // The engine's word for a container whose end it did not see.
  if (exitCode === 255 && error !== '') return { kind: 'engine-lost' };
  return signal === undefined ? { kind: 'exited', exitCode } : { kind: 'signalled', signal };
}

/** Where nothing is left at all, what it wrote last about that may be lost. */
function isDiskFull({ lastLines, freeBytes }: EndTraces): boolean {
  return (
    lastLines.some((line) => NO_SPACE.test(line)) ||
    (freeBytes !== undefined && freeBytes < NOTHING_LEFT)
  );
}

function diskFull({ freeBytes }: Pick<EndTraces, 'freeBytes'>): EndCause {
  return { kind: 'disk-full', ...(freeBytes !== undefined && { freeBytes }) };
}

function stopped(by: 'us' | 'somebody', signal: number | undefined): EndCause {
  return { kind: 'stopped', by, ...(signal === undefined ? {} : { signal }) };
}

function toStartCause({ error, image }: EngineContainer, traces: EndTraces): EndCause {
  if (/no such image/i.test(error)) return { kind: 'image-gone', image };
  if (NO_SPACE.test(error)) return diskFull(traces);
  return { kind: 'start-failed', message: error };
}
