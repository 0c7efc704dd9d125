import { type CallOptions, type Engine, EngineError } from '@celeriac/engine';

/** Whether an image of this `name:tag` is there; one inspection, as a list takes longer. */
export async function hasImage(
  engine: Engine,
  image: string,
  options: CallOptions,
): Promise<boolean> {
  try {
    await engine.images.inspect(image, options);
    return true;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'NOT_FOUND') return false;
    throw error;
  }
}
