import type { ContainerSpec } from './container-spec.ts';
import type { EndCause } from './end-cause.ts';

/** A cause in words. */
export interface CauseExplanation {
  /** What happened, as a sentence with its numbers. */
  readonly message: string;
  /** What to do next; left out where there is nothing to. */
  readonly remedy?: string;
}

/** The part of a spec that explanations name. */
export type ExplainedSpec = Pick<ContainerSpec, 'name'> &
  Partial<Pick<ContainerSpec, 'storageGiB'>>;

/** Names of the signals that end processes in practice. */
const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
};

/** What memory limit to try next after one that was too small: twice as much. */
export function raiseMemory(limitMiB: number): number {
  return limitMiB * 2;
}

/** Says why a container ended, with numbers, and which change would help. */
export function explainCause(cause: EndCause, spec: ExplainedSpec): CauseExplanation {
  const { name } = spec;
  switch (cause.kind) {
    case 'out-of-memory': {
      const { limitMiB, peakMiB } = cause;
      const peak = peakMiB === undefined ? '' : `, having used ${peakMiB} MiB`;
      return {
        message: `${name} was killed at its memory limit of ${limitMiB} MiB${peak}.`,
        remedy: `Raise "memory" in container.json: ${limitMiB} → ${raiseMemory(limitMiB)}.`,
      };
    }
    case 'exited':
      return cause.exitCode === 0
        ? { message: `${name} ended by itself (exit code 0).` }
        : {
            message: `${name} ended with exit code ${cause.exitCode}.`,
            remedy: 'Its last log lines say why.',
          };
    case 'signalled':
      return {
        message: `${name} was ended by ${signalName(cause.signal)}, which did not come through its engine.`,
        remedy:
          cause.signal === 9
            ? 'Look at the log of its machine (`dmesg`): it, or somebody on it, killed the process.'
            : 'A library of the app crashed; its last log lines may say where.',
      };
    case 'stopped': {
      const by = cause.by === 'us' ? 'Celeriac' : 'somebody else';
      const signal = cause.signal === undefined ? '' : ` (${signalName(cause.signal)})`;
      return { message: `${name} was stopped by ${by}${signal}.` };
    }
    case 'removed':
      return {
        message: `${name} was removed by somebody else.`,
        remedy: 'To take an app down for good, use `celeriac down`.',
      };
    case 'engine-lost':
      return {
        message: `${name} ended with its engine.`,
        remedy: 'Workers outlive the restart of an engine that has "live-restore": true.',
      };
    case 'image-gone':
      return {
        message: `${name} cannot start: its image ${cause.image} is not on the engine.`,
        remedy: 'Deploy the plugin again; its image is then built anew.',
      };
    case 'disk-full':
      return explainFullDisk(cause, spec);
    case 'start-failed':
      return {
        message: `${name} could not start: ${cause.message.replace(/\.$/, '')}.`,
        remedy: 'Change what it names, then deploy again.',
      };
    case 'stuck':
      return explainStuck(name, cause);
  }
}

function explainStuck(
  name: string,
  { state, limitMs }: Extract<EndCause, { readonly kind: 'stuck' }>,
): CauseExplanation {
  const seconds = `${limitMs / 1000} s`;
  switch (state) {
    case 'pending':
      return {
        message: `${name} did not run within ${seconds} of being asked for.`,
        remedy: 'See whether its engine hangs (`docker info`); what is left of it is removed.',
      };
    case 'running':
      return {
        message: `${name} ran and was not on its queue for ${seconds}.`,
        remedy:
          'Its worker hangs, is paused or cannot reach the broker; its last log lines may say where.',
      };
    case 'stopping':
      return {
        message: `${name} did not end within ${seconds} of being told to.`,
        remedy:
          'See whether its engine hangs (`docker info`), or one of its processes waits for a disk (`ps` on its machine shows D).',
      };
  }
}

/** What is left free where it is not the engine's disk that is full. */
const ROOM_BYTES = 256 * 2 ** 20;

function explainFullDisk(
  { freeBytes }: Extract<EndCause, { readonly kind: 'disk-full' }>,
  { name, storageGiB }: ExplainedSpec,
): CauseExplanation {
  const free = freeBytes === undefined ? '' : `, ${Math.floor(freeBytes / 2 ** 20)} MiB being free`;
  const [allowance, raise] =
    storageGiB === undefined
      ? ['', '']
      : [
          `; "storage" in container.json allows it ${storageGiB} GB`,
          `, or raise "storage": ${storageGiB} → ${storageGiB * 2}`,
        ];
  const message = `${name} had no room left on disk${free}${allowance}.`;
  if (freeBytes === undefined || freeBytes < ROOM_BYTES)
    return {
      message,
      remedy: `Free disk space where the engine keeps its data (\`docker system df\`)${raise}.`,
    };
  return {
    message,
    remedy: `Write large files to /var/tmp, as /tmp is in memory (a quarter of "memory")${raise}.`,
  };
}

function signalName(signal: number): string {
  return SIGNALS[signal] ?? `signal ${signal}`;
}
