import { readFile } from 'node:fs/promises';
import type { BuildEnvironment, BuildEvent, BuildPlan } from '@celeriac/deployment';
import { type Engine, EngineError } from '@celeriac/engine';
import { createRedaction, renderPlace, toBuildArguments } from './build-arguments.ts';
import { toBuildFailure } from './build-failure.ts';
import { createBuildkitProgress } from './buildkit-progress.ts';
import { createClassicProgress } from './classic-progress.ts';
import { cleanUpBuild } from './clean-up-build.ts';
import { addPlace, toContextEntries } from './context-entries.ts';
import { findImage } from './find-image.ts';
import { ImageBuildError } from './image-build-error.ts';
import { labelStages } from './label-stages.ts';
import { renderContext } from './render-context.ts';

/** How one image is built. */
export interface BuildImageOptions {
  readonly environment: BuildEnvironment;
  /** Bound of the whole build in milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Builds one image; see `ImageBuilder.build`. */
export async function* buildImage(
  engine: Engine,
  plan: BuildPlan,
  options: BuildImageOptions,
): AsyncGenerator<BuildEvent, void, undefined> {
  const begun = performance.now();
  const { environment, timeoutMs } = options;
  const late = AbortSignal.timeout(timeoutMs);
  const signal = options.signal === undefined ? late : AbortSignal.any([late, options.signal]);
  const place = { caBundle: await readCaBundle(environment), script: renderPlace(environment) };
  const entries = toContextEntries(addPlace(labelStages(plan), place));
  const classic = createClassicProgress(plan);
  const progress = plan.dialect === 'classic' ? classic : createBuildkitProgress(plan);
  const redact = createRedaction(environment);
  let existed = true;
  let finished = false;
  try {
    existed = (await findImage(engine, plan.image, { signal })) !== undefined;
    const messages = engine.images.build(
      renderContext(entries),
      {
        tag: plan.image,
        dockerfile: plan.dockerfile,
        builder: plan.dialect,
        labels: plan.labels,
        buildArguments: toBuildArguments(environment),
        ...(environment.network === undefined ? {} : { network: environment.network }),
      },
      { signal, timeoutMs },
    );
    let reason: string | undefined;
    for await (const message of messages) {
      if (message.kind === 'error') reason = redact(message.message);
      for (const event of progress.push(message)) yield redactEvent(event, redact);
    }
    for (const event of progress.end()) yield redactEvent(event, redact);
    if (reason !== undefined) {
      finished = true;
      const failure = progress.failure();
      const lastLines = failure.lastLines.map(redact);
      throw toBuildFailure(plan, reason, { ...failure, lastLines });
    }
    const made = await engine.images.inspect(plan.image, { signal });
    finished = true;
    const durationMs = Math.round(performance.now() - begun);
    yield { kind: 'built', image: plan.image, imageId: made.id, durationMs, ...progress.counts() };
  } catch (error) {
    throw toEnd(error, { plan, options, late });
  } finally {
    if (!finished) {
      const image = existed ? {} : { image: plan.image };
      // An engine that is gone cannot be cleaned, and the build's own error says more.
      await cleanUpBuild(engine, { ...image, ...classic.leftovers() }).catch(() => undefined);
    }
  }
}

function redactEvent(event: BuildEvent, redact: (text: string) => string): BuildEvent {
  return event.kind === 'output' ? { ...event, text: redact(event.text) } : event;
}

function toEnd(
  error: unknown,
  build: {
    readonly plan: BuildPlan;
    readonly options: BuildImageOptions;
    readonly late: AbortSignal;
  },
): unknown {
  const { image } = build.plan;
  if (build.options.signal?.aborted === true)
    return new ImageBuildError('CANCELLED', `The build of ${image} was cancelled.`, { image });
  if (build.late.aborted)
    return new ImageBuildError(
      'TIMEOUT',
      `The build of ${image} was ended after ${build.options.timeoutMs} ms.`,
      { image, cause: error },
    );
  // A Dockerfile that is refused as a whole comes as an answer instead of a message.
  if (error instanceof EngineError && error.code === 'INVALID')
    return toBuildFailure(build.plan, error.detail ?? error.message, { lastLines: [] });
  return error;
}

async function readCaBundle(environment: BuildEnvironment): Promise<string> {
  const file = environment.caBundleFile;
  if (file === undefined) return '';
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ImageBuildError('CONTEXT_INVALID', `The CA bundle ${file} cannot be read.`, {
      remedy: 'Name a PEM file that is there, or none.',
      cause,
    });
  }
}
