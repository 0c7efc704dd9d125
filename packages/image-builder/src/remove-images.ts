import { type OwnerFilter, toLabels } from '@celeriac/deployment';
import type { Engine } from '@celeriac/engine';
import { tolerate } from './remove-image.ts';

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
      if (await tolerate(engine.images.remove(reference, call))) removed.push(reference);
  }
  return removed;
}
