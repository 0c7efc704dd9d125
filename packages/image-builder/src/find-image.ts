import { type CallOptions, type Engine, type EngineImage, EngineError } from '@celeriac/engine';

/** The image of this `name:tag`, if it is there; one inspection, as a list takes longer. */
export async function findImage(
  engine: Engine,
  image: string,
  options: CallOptions,
): Promise<EngineImage | undefined> {
  try {
    return await engine.images.inspect(image, options);
  } catch (error) {
    if (error instanceof EngineError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
