import { setTimeout as sleep } from 'node:timers/promises';
import type { TransferEvent } from '@celeriac/deployment';
import { type Engine, EngineError, type RegistryCredential } from '@celeriac/engine';
import { explainRefusal, toRegistryError, type Transfer } from './explain-refusal.ts';
import { parseImageName } from './parse-image-name.ts';
import { RegistryError } from './registry-error.ts';
import { createTransferProgress } from './transfer-progress.ts';

/** How a registry of this host is logged in to; `undefined` for anonymously. */
export type FindCredential = (host: string) => Promise<RegistryCredential | undefined>;

/** How images are moved. */
export interface TransferSettings {
  readonly findCredential: FindCredential;
  /** Of a pull: such as `linux/arm64`. */
  readonly platform?: string;
  /** How long nothing may move before it is given up, in milliseconds. */
  readonly stallMs: number;
  readonly signal?: AbortSignal;
}

/** Less than a minute, so that a registry that does not answer is told of within one. */
export const STALL_MS = 50_000;

/** Waits before the next try. */
const DELAYS_MS = [1_000, 3_000, 9_000];

/**
 * Pulls or pushes an image, tells how it goes, and tries again after what may pass.
 *
 * Throws `RegistryError`, or `EngineError` where the engine itself is in trouble. A registry that does not answer is given up within `stallMs`, whatever the engine waits for.
 */
export async function* transferImage(
  engine: Engine,
  transfer: Transfer,
  settings: TransferSettings,
): AsyncGenerator<TransferEvent, void, undefined> {
  const { findCredential, platform, signal } = settings;
  const credential = await findCredential(parseImageName(transfer.image).registry);
  const progress = createTransferProgress(transfer);
  const watch = createStallWatch(settings.stallMs);
  const ending = signal === undefined ? watch.signal : AbortSignal.any([signal, watch.signal]);
  const how = {
    ...{ signal: ending, timeoutMs: settings.stallMs },
    ...(credential === undefined ? {} : { credential }),
    ...(platform === undefined || transfer.direction === 'push' ? {} : { platform }),
  };
  try {
    for (let attempt = 1; ; attempt += 1) {
      const reason = yield* tryOnce(engine.images[transfer.direction](transfer.image, how), {
        progress,
        watch,
        signal,
      });
      if (reason === undefined) break;
      const { code, isTransient } = explainRefusal(reason);
      const delayMs = DELAYS_MS[attempt - 1];
      if (!isTransient || delayMs === undefined || watch.signal.aborted)
        throw toRegistryError(transfer, watch.signal.aborted ? 'REGISTRY_UNREACHABLE' : code, {
          reason: watch.signal.aborted ? `nothing moved for ${settings.stallMs} ms` : reason,
          loggedIn: credential !== undefined,
        });
      yield { kind: 'retrying', ...transfer, attempt, delayMs, reason };
      await sleep(delayMs, undefined, signal === undefined ? {} : { signal });
    }
    yield progress.end();
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    const message = `The ${transfer.direction} of ${transfer.image} was cancelled.`;
    throw new RegistryError('CANCELLED', message, { image: transfer.image });
  } finally {
    watch.stop();
  }
}

/** Yields what one try tells; returns why it failed, or nothing. */
async function* tryOnce(
  messages: ReturnType<Engine['images']['pull']>,
  to: {
    readonly progress: ReturnType<typeof createTransferProgress>;
    readonly watch: ReturnType<typeof createStallWatch>;
    readonly signal: AbortSignal | undefined;
  },
): AsyncGenerator<TransferEvent, string | undefined, undefined> {
  let reason: string | undefined;
  try {
    for await (const message of messages) {
      if (message.kind === 'error') reason = message.message;
      const event = to.progress.push(message);
      if (event === undefined) continue;
      // What only waits, or is told again, is no progress.
      if (event.state !== 'waiting') to.watch.moved();
      yield event;
    }
    return reason;
  } catch (error) {
    // What is told with a status is the registry's word; the rest is trouble with the engine.
    const isRefusal = error instanceof EngineError && error.status !== undefined;
    if (isRefusal && error.code !== 'NO_SPACE') return error.detail ?? error.message;
    const isStalled = to.watch.signal.aborted || isSlow(error);
    if (isStalled && to.signal?.aborted !== true) return 'timeout';
    throw error;
  }
}

function isSlow(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'TIMEOUT';
}

/** Aborts its signal when nothing has moved for a time. */
function createStallWatch(stallMs: number) {
  const controller = new AbortController();
  let timer = setTimeout(() => controller.abort(), stallMs);
  return {
    signal: controller.signal,
    moved() {
      clearTimeout(timer);
      timer = setTimeout(() => controller.abort(), stallMs);
    },
    stop: () => clearTimeout(timer),
  };
}
