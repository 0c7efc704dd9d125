import { randomBytes } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { BuildEvent, BuildPlan } from '@celeriac/deployment';
import type { CallOptions, Engine } from '@celeriac/engine';
import { extract } from 'tar-stream';
import { buildImage, type BuildImageOptions } from './build-image.ts';

/** A file that a build is for. */
export interface ProduceOptions extends BuildImageOptions {
  readonly path: string;
}

/** Builds, reads one file of what was built, and removes both; see `ImageBuilder.produce`. */
export async function* produceFile(
  engine: Engine,
  plan: BuildPlan,
  options: ProduceOptions,
): AsyncGenerator<BuildEvent | { readonly kind: 'file'; readonly text: string }, void, undefined> {
  const { path, signal } = options;
  const call: CallOptions = signal === undefined ? {} : { signal };
  let container: string | undefined;
  yield* buildImage(engine, plan, options);
  try {
    container = await engine.containers.create(
      {
        name: `celeriac-file-${randomBytes(8).toString('hex')}`,
        image: plan.image,
        labels: plan.labels,
      },
      call,
    );
    yield {
      kind: 'file',
      text: await readFirstFile(engine.containers.archive(container, path, call)),
    };
  } finally {
    // Its own bounds: what was made goes away after an abort as well.
    if (container !== undefined) await engine.containers.remove(container).catch(() => undefined);
    await engine.images.remove(plan.image, { keepParents: true }).catch(() => undefined);
  }
}

async function readFirstFile(tar: AsyncIterable<Uint8Array>): Promise<string> {
  const reader = extract();
  const chunks: Uint8Array[] = [];
  reader.on('entry', (_header, entry, next) => {
    entry.on('data', (chunk) => chunks.push(chunk as Uint8Array)).on('end', next);
  });
  await pipeline(tar, reader);
  return Buffer.concat(chunks).toString('utf8');
}
