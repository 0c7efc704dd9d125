import type { OpenNetwork } from '@celeriac/deployment';
import type { Emit } from '../event-stream.ts';
import type { ControllerPorts } from './controller-parts.ts';

/** A network was found open, whose containers are to reach less. */
export interface NetworkEvent extends Omit<OpenNetwork, 'owner'> {
  readonly kind: 'network-open';
  readonly plugin: string;
  readonly app: string;
}

/** Nobody could look whether networks are closed. */
export interface NetworkLookFailed {
  readonly kind: 'network-look-failed';
  readonly error: Error;
}

/** Closes networks of the instance again that somebody opened. */
export interface NetworkGuard {
  /** Begins a look where so long has passed since the last, or it was told to look again. */
  take(): void;
  /** The backend was away, or something else may have opened them. */
  lookAgain(): void;
  /** Resolves when no look is under way. */
  settled(): Promise<void>;
}

/** Makes a guard; what stays open, or cannot be looked at, is told once. */
export function createNetworkGuard(
  { spawner, desired }: Pick<ControllerPorts, 'spawner' | 'desired'>,
  of: {
    readonly everyMs: number;
    readonly emit: Emit<NetworkEvent | NetworkLookFailed>;
    readonly signal: AbortSignal;
  },
): NetworkGuard {
  const { everyMs, emit, signal } = of;
  let last = -Infinity;
  let told = new Set<string>();
  let looking: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    const before = told;
    told = new Set();
    const isNew = (key: string): boolean => {
      told.add(key);
      return !before.has(key);
    };
    try {
      const { instance } = desired;
      for (const { owner, ...open } of await spawner.secure({ instance }, { signal }))
        if (open.closed || isNew(`${open.network} ${open.problem}`))
          emit({ kind: 'network-open', plugin: owner.plugin, app: owner.app, ...open });
    } catch (error) {
      const failure = error as Error;
      if (!signal.aborted && isNew(failure.message))
        emit({ kind: 'network-look-failed', error: failure });
    }
  };
  return {
    take() {
      if (looking !== undefined || signal.aborted || performance.now() - last < everyMs) return;
      last = performance.now();
      looking = look().finally(() => (looking = undefined));
    },
    lookAgain: () => void (last = -Infinity),
    settled: async () => await looking,
  };
}
