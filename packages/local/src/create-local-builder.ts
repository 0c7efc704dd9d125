import type { BuildEvent, BuildPlan, ImageBuilder } from '@celeriac/deployment';
import { createPythonFinder, type PythonFinder } from './host/find-python.ts';
import { createToolbox } from './environment/toolbox.ts';
import { buildImage } from './image/build-image.ts';
import { readImage } from './image/image-folder.ts';
import { produceLock } from './image/produce-lock.ts';
import { removeImages } from './image/remove-images.ts';
import { streamWork } from './host/stream-work.ts';
import { imagesOf, type LocalPlace, workersOf } from './local-place.ts';
import { listRecords } from './worker/worker-record.ts';

/**
 * Makes "images" that are place of this machine: the app's files as they lie in an image, and a
 * virtual environment per dependency set, which apps and instances share.
 *
 * Plans are to be based on `LOCAL_BASE_IMAGE`. What only an engine can make is refused with
 * `NEEDS_ENGINE`; Debian packages are not installed. Failures are `LocalError`.
 */
export function createLocalBuilder(
  place: LocalPlace,
  python: PythonFinder = createPythonFinder(place.env),
): ImageBuilder {
  const images = imagesOf(place);
  const of = { ...place, python };
  return {
    kind: () => Promise.resolve('buildkit'),
    has: async (image) => (await readImage(images, image)) !== undefined,
    labels: async (image) => (await readImage(images, image))?.labels,
    build: (plan, { signal, ...options } = {}) =>
      streamWork<BuildEvent>(async (emit, stop) => {
        const began = performance.now();
        const instruction = 'environment and code';
        emit({ kind: 'step', index: 1, total: 1, layer: 'dependencies', instruction });
        const onLine = (text: string): void => emit({ kind: 'output', text });
        const toolbox = createToolbox(of, { ...options, onLine, signal: stop });
        await buildImage(plan, images, toolbox);
        emit(toBuilt(plan, performance.now() - began));
      }, signal),
    produce: (plan, path, { signal, ...options } = {}) =>
      streamWork<BuildEvent | { readonly kind: 'file'; readonly text: string }>(
        async (emit, stop) => {
          const began = performance.now();
          const onLine = (text: string): void => emit({ kind: 'output', text });
          const toolbox = createToolbox(of, {
            ...options,
            onLine,
            signal: stop,
          });
          const text = await produceLock(plan, path, toolbox);
          emit(toBuilt(plan, performance.now() - began));
          emit({ kind: 'file', text });
        },
        signal,
      ),
    async remove(owner) {
      const records = await listRecords(workersOf(place));
      return await removeImages(images, owner, new Set(records.map(({ image }) => image)));
    },
  };
}

function toBuilt({ image }: BuildPlan, durationMs: number): BuildEvent {
  return { kind: 'built', image, imageId: image, durationMs, cachedSteps: 0, steps: 1 };
}
