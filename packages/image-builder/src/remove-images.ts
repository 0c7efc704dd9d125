import { type OwnerFilter, toLabels } from '@celeriac/deployment';
import { type Engine, EngineError } from '@celeriac/engine';

/** Removes images of ours that match; see `ImageBuilder.remove`. */
export async function removeImages(
  engine: Engine,
  owner: OwnerFilter,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const call = signal === undefined ? {} : { signal };
  // Instances and versions share an image, so its labels name neither.
  const { plugin, app } = owner;
  const labels = toLabels({
    ...(plugin === undefined ? {} : { plugin }),
    ...(app === undefined ? {} : { app }),
  });
  const images = await engine.images.list({ labels }, call);
  const containers = await engine.containers.list({}, call);
  const used = new Set(containers.map(({ imageId }) => imageId));
  const removed: string[] = [];
  for (const image of images) {
    if (used.has(image.id)) continue;
    for (const reference of image.tags.length > 0 ? image.tags : [image.id])
      if (await removeOne(engine, reference, call)) removed.push(reference);
  }
  return removed;
}

async function removeOne(
  engine: Engine,
  reference: string,
  call: { readonly signal?: AbortSignal },
): Promise<boolean> {
  try {
    await engine.images.remove(reference, call);
    return true;
  } catch (error) {
    // Gone, or taken into use since the list was made.
    if (error instanceof EngineError && (error.code === 'NOT_FOUND' || error.code === 'CONFLICT'))
      return false;
    throw error;
  }
}
