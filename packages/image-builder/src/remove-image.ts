import { type CallOptions, type Engine, EngineError } from '@celeriac/engine';

/**
 * Removes an image's name, and the image with its last; parents stay. Resolves to whether it went:
 * one that is gone or in use is passed over.
 */
export async function removeImage(
  engine: Engine,
  reference: string,
  call: CallOptions,
): Promise<boolean> {
  return await tolerate(engine.images.remove(reference, { ...call, keepParents: true }));
}

/** Whether it went well; gone and in use are no errors here. */
export async function tolerate(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (error instanceof EngineError && (error.code === 'NOT_FOUND' || error.code === 'CONFLICT'))
      return false;
    throw error;
  }
}
