import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The wall clock of some workers. */
export interface ShiftedClock extends Disposable {
  /** What workers are started with. */
  readonly env: Readonly<Record<string, string>>;
  /** Sets how far their clock goes ahead of ours, or behind; at once, running or not. */
  shift(seconds: number): void;
}

/** Makes a clock, not shifted yet; its file lies in the directory. */
export function createShiftedClock(directory: string): ShiftedClock {
  const path = join(directory, 'clock');
  const file = openSync(path, 'w', 0o600);
  const shift = (seconds: number): void => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(seconds);
    // In place, because the workers have the file in their memory.
    writeSync(file, bytes, 0, bytes.length, 0);
  };
  shift(0);
  return {
    env: { CLOCK_FILE: path, PYTHONPATH: join(import.meta.dirname, '../clock') },
    shift,
    [Symbol.dispose]: () => closeSync(file),
  };
}
