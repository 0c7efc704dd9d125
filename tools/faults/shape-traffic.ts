import type { Socket } from 'node:net';

/** How bytes are taken through; what is left out is not limited. */
export interface Shaping {
  /** Each piece comes this much later. */
  readonly delayMs?: number;
  /** 0 takes nothing through. */
  readonly bytesPerSecond?: number;
}

/** One direction of one connection. */
export interface Shaper {
  /** Whether something is held back. */
  readonly isHolding: boolean;
  set(shaping: Shaping): void;
  end(): void;
}

interface Piece {
  readonly bytes: Buffer;
  readonly dueMs: number;
}

/** Bytes held back at most before the sender is told to wait, as a kernel's buffers would. */
const HELD_LIMIT = 262_144;

/** Takes what `from` sends to `to`, in order, as late and as slowly as it is told. */
export function createShaper(from: Socket, to: Socket): Shaper {
  const held: Piece[] = [];
  let heldBytes = 0;
  let shaping: Shaping = {};
  let timer: NodeJS.Timeout | undefined;
  /** When the first piece began to go through. */
  let startedMs: number | undefined;
  let ended = false;

  const pump = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const rate = shaping.bytesPerSecond ?? Infinity;
    while (held.length > 0 && rate > 0 && !to.destroyed) {
      const { bytes, dueMs } = held[0]!;
      if (startedMs === undefined) startedMs = Math.max(dueMs, performance.now());
      const waitMs = startedMs + (bytes.length / rate) * 1_000 - performance.now();
      if (waitMs > 0) {
        timer = setTimeout(pump, waitMs);
        return;
      }
      held.shift();
      startedMs = undefined;
      heldBytes -= bytes.length;
      if (!to.write(bytes)) {
        to.once('drain', pump);
        return;
      }
    }
    if (held.length === 0 && ended) to.end();
    else if (heldBytes < HELD_LIMIT) from.resume();
  };
  from.on('data', (bytes: Buffer) => {
    held.push({ bytes, dueMs: performance.now() + (shaping.delayMs ?? 0) });
    heldBytes += bytes.length;
    if (heldBytes >= HELD_LIMIT) from.pause();
    if (timer === undefined && !to.writableNeedDrain) pump();
  });
  from.on('end', () => {
    ended = true;
    pump();
  });
  return {
    get isHolding() {
      return held.length > 0;
    },
    set(next) {
      shaping = next;
      startedMs = undefined;
      pump();
    },
    end() {
      clearTimeout(timer);
      held.length = 0;
    },
  };
}
