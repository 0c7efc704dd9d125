import { readFile } from 'node:fs/promises';
import type { Engine } from '@celeriac/engine';

const ROOT = '/sys/fs/cgroup';
const MIB = 1024 * 1024;

/**
 * Reads the most memory that a container has used, in MiB, from its control group.
 *
 * The engine does not tell it where control groups are of version 2, so the kernel is asked:
 * `undefined` where that is another machine's, or the group is gone with its last process.
 */
export async function readPeakMiB(engine: Engine, id: string): Promise<number | undefined> {
  if (!engine.address.startsWith('unix://')) return undefined;
  // As the engine names groups with each of its two drivers.
  for (const group of [`docker/${id}`, `system.slice/docker-${id}.scope`]) {
    for (const file of [`${group}/memory.peak`, `memory/${group}/memory.max_usage_in_bytes`]) {
      const text = await readFile(`${ROOT}/${file}`, 'utf8').catch(() => '');
      if (/^\d+\s*$/.test(text)) return Math.round(Number(text) / MIB);
    }
  }
  return undefined;
}
