import { statfs } from 'node:fs/promises';
import { type Engine, EngineError } from '@celeriac/engine';
import { ImageBuildError } from './image-build-error.ts';

/** The disk that an engine keeps its data on. */
interface FreeSpace {
  readonly directory: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Looks how much is free where an engine keeps its data; `undefined` where that is another machine's. */
async function readFreeSpace(engine: Engine): Promise<FreeSpace | undefined> {
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

/** Adds to the error of a full disk what is free there, and so what is needed at least; gives others back as they are. */
export async function tellFreeSpace(engine: Engine, error: unknown): Promise<unknown> {
  const isOurs = error instanceof ImageBuildError || error instanceof EngineError;
  if (!isOurs || error.code !== 'NO_SPACE') return error;
  const space = await readFreeSpace(engine);
  if (space === undefined) return error;
  const { directory, freeBytes, totalBytes } = space;
  const free = `${toMegabytes(freeBytes)} of ${toMegabytes(totalBytes)}`;
  const told = `${error.message.replace(/\.?$/, '.')} Without the failed step ${free} are free in ${directory}: it needs more than that.`;
  const { remedy, cause } = error;
  const facts = error instanceof ImageBuildError ? toFacts(error) : {};
  return new ImageBuildError('NO_SPACE', told, {
    ...facts,
    ...(remedy !== undefined && { remedy }),
    freeBytes,
    cause: cause ?? error,
  });
}

function toFacts({ image, step, lastLines }: ImageBuildError) {
  return {
    lastLines,
    ...(image !== undefined && { image }),
    ...(step !== undefined && { step }),
  };
}

function toMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
