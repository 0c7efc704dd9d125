import { readFileSync, writeFileSync } from 'node:fs';

/** Forgets the peak of this process and returns what it has in memory, in bytes (proc(5), `clear_refs`). */
export function restPeak(): number {
  writeFileSync('/proc/self/clear_refs', '5');
  return readStatus('VmRSS');
}

/** The most that this process had in memory since its rest, in bytes. */
export function readPeak(): number {
  return readStatus('VmHWM');
}

function readStatus(field: string): number {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(
    readFileSync('/proc/self/status', 'utf8'),
  );
  return Number(found?.[1]) * 1024;
}
