import { statfs } from 'node:fs/promises';
import type { Engine } from './engine.ts';

/** The disk that an engine keeps its data on. */
export interface FreeSpace {
  readonly directory: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Looks how much is free where an engine keeps its data; `undefined` where that is another machine's. */
export async function readFreeSpace(engine: Engine): Promise<FreeSpace | undefined> {
  if (!engine.address.startsWith('unix://')) return undefined;
  try {
    const { dataRoot: directory } = await engine.info({ timeoutMs: 5_000 });
    const { bavail, blocks, bsize } = await statfs(directory);
    return { directory, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    // The engine's folder is within a machine of its own, or it has more to do than to answer.
    return undefined;
  }
}
