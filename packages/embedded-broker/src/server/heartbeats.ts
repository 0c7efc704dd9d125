import type { Socket } from 'node:net';

/** Keeps a connection known to be alive, and ends one that is silent. */
export interface Heartbeats {
  onRead(): void;
  onWritten(): void;
  stop(): void;
}

/**
 * Sends after half of the interval without a write; gives up after two without a read, unless it is us
 * who did not read: the socket is paused, or this process stood still. 0 turns it off.
 */
export function watchHeartbeats(
  socket: Socket,
  seconds: number,
  send: () => void,
): Heartbeats | undefined {
  if (seconds === 0) return undefined;
  const intervalMs = seconds * 1_000;
  let read = performance.now();
  let written = read;
  let looked = read;
  const look = (): void => {
    const now = performance.now();
    if (socket.isPaused() || now - looked > intervalMs) read = now;
    looked = now;
    if (now - read > 2 * intervalMs) socket.destroy();
    else if (now - written >= intervalMs / 2) send();
  };
  const timer = setInterval(look, intervalMs / 2);
  timer.unref();
  return {
    onRead: () => void (read = performance.now()),
    onWritten: () => void (written = performance.now()),
    stop: () => clearInterval(timer),
  };
}
