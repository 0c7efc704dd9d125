import { type Engine, EngineError, readFreeSpace } from '@celeriac/engine';
import { ImageBuildError } from './image-build-error.ts';

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
