import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BuildPlan,
  type ImageBuilder,
  type LayerInputs,
  LAYERS_LABEL,
  type Spawner,
} from '@celeriac/deployment';
import { writeApp } from '@celeriac/local';

interface Mounted {
  readonly plan: BuildPlan;
  /** The image that has everything but the code. */
  readonly base: string;
  readonly directory: string;
}

/**
 * Wraps builder and spawner so that of two images which differ in code alone the second is not built:
 * its code is a folder, which takes the place of that of the first in a new container.
 */
export function mountCode(
  builder: ImageBuilder,
  spawner: Spawner,
  directory: string,
): { readonly builder: ImageBuilder; readonly spawner: Spawner } {
  const bases = new Map<string, string>();
  const mounted = new Map<string, Mounted>();

  const remember = (image: string, labels: BuildPlan['labels'] | undefined): void => {
    const key = labels && withoutCode(labels);
    if (key !== undefined) bases.set(key, image);
  };

  return {
    builder: {
      ...builder,
      async has(image, options) {
        if (mounted.has(image)) return true;
        const labels = await builder.labels(image, options);
        remember(image, labels);
        return labels !== undefined;
      },
      labels: async (image, options) =>
        mounted.get(image)?.plan.labels ?? (await builder.labels(image, options)),
      async *build(plan, options) {
        const key = withoutCode(plan.labels);
        const base = key === undefined ? undefined : bases.get(key);
        if (base === undefined || !(await builder.has(base))) {
          yield* builder.build(plan, options);
          remember(plan.image, plan.labels);
          return;
        }
        const began = performance.now();
        const folder = join(directory, 'code', plan.image.replaceAll(/[/:]/g, '~'));
        await writeApp(plan, folder);
        mounted.set(plan.image, { plan, base, directory: folder });
        const durationMs = performance.now() - began;
        const steps = { cachedSteps: plan.steps.length, steps: plan.steps.length };
        yield { kind: 'built', image: plan.image, imageId: base, durationMs, ...steps };
      },
      async remove(owner, options) {
        const used = new Set((await spawner.list(owner)).map(({ specHash }) => specHash));
        if (used.size === 0) await rm(join(directory, 'code'), { recursive: true, force: true });
        return await builder.remove(owner, options);
      },
    },
    spawner: {
      ...spawner,
      start(spec, options) {
        const code = mounted.get(spec.image);
        if (code === undefined) return spawner.start(spec, options);
        return spawner.start({ ...spec, image: code.base, codeDirectory: code.directory }, options);
      },
    },
  };
}

/** What an image is made from besides its code, as a text; images with the same are one but for that. */
function withoutCode(labels: BuildPlan['labels']): string | undefined {
  const text = labels[LAYERS_LABEL];
  if (text === undefined) return undefined;
  const { code: _, ...others } = JSON.parse(text) as LayerInputs;
  return JSON.stringify(others);
}
