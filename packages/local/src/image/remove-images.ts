import { rm } from 'node:fs/promises';
import { type OwnerFilter, toLabels } from '@celeriac/deployment';
import { imageFolder, listImages } from './image-folder.ts';

/** Removes the images of an owner that nothing runs from; resolves to their names. */
export async function removeImages(
  imageDirectory: string,
  { plugin, app }: OwnerFilter,
  inUse: ReadonlySet<string>,
): Promise<readonly string[]> {
  // Images are shared: they carry neither instance nor version.
  const wanted = Object.entries(
    toLabels({ ...(plugin !== undefined && { plugin }), ...(app !== undefined && { app }) }),
  );
  const removed: string[] = [];
  for (const { image, labels } of await listImages(imageDirectory)) {
    if (inUse.has(image) || !wanted.every(([key, value]) => labels[key] === value)) continue;
    await rm(imageFolder(imageDirectory, image), { recursive: true, force: true });
    removed.push(image);
  }
  return removed;
}
