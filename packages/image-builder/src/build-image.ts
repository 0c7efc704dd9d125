import type { BuildEnvironment, BuildEvent, BuildPlan } from '@celeriac/deployment';
import { type Engine, EngineError } from '@celeriac/engine';
import { createRedaction } from './build-arguments.ts';
import { toBuildFailure } from './build-failure.ts';
import { readContextFiles, refuseKeptSecrets, toBuildSettings, toSecrets } from './build-inputs.ts';
import { createBuildkitProgress } from './buildkit-progress.ts';
import { createClassicProgress } from './classic-progress.ts';
import { type BuildLeftovers, cleanUpBuild, watchLeftovers } from './clean-up-build.ts';
import { createContextMeter, withMeter } from './context-meter.ts';
import { toContextEntries } from './context-entries.ts';
import { tellFreeSpace } from './tell-free-space.ts';
import { ImageBuildError } from './image-build-error.ts';
import { prepareBases } from './prepare-bases.ts';
import type { FindCredential } from './registry/transfer-image.ts';
import { renderContext } from './render-context.ts';
import { type BuildSession, openBuildSession } from './session/open-session.ts';

/** How one image is built. */
export interface BuildImageOptions {
  readonly environment: BuildEnvironment;
  readonly findCredential: FindCredential;
  /** Bound of the whole build in milliseconds. */
  readonly timeoutMs: number;
  /** How long a pull may stand still, in milliseconds. */
  readonly stallMs: number;
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
  refuseKeptSecrets(plan, environment);
  const late = AbortSignal.timeout(timeoutMs);
  const signal = options.signal === undefined ? late : AbortSignal.any([late, options.signal]);
  const classic = createClassicProgress(plan);
  const progress = plan.dialect === 'classic' ? classic : createBuildkitProgress(plan);
  const redact = createRedaction(environment);
  await using open = new AsyncDisposableStack();
  let leftovers: (() => BuildLeftovers) | undefined;
  try {
    const mirror = environment.baseMirror;
    const bases = yield* prepareBases(engine, plan, { ...options, mirror, signal });
    const entries = toContextEntries(await readContextFiles(plan, environment, bases));
    const session = plan.dialect === 'buildkit' ? await openSession(engine, options, signal) : null;
    open.defer(() => session?.close());
    const settings = {
      ...toBuildSettings(plan, environment, bases),
      ...(session && { session: session.id }),
    };
    leftovers = await watchLeftovers(engine, plan, { classic, signal });
    const meter = createContextMeter();
    const context = meter.count(renderContext(entries));
    const left = new AbortController();
    const building = { signal: AbortSignal.any([signal, left.signal]), timeoutMs };
    const messages = engine.images.build(context, settings, building);
    let reason: string | undefined;
    for await (const message of withMeter(messages, meter, () => left.abort())) {
      if (message.kind === 'context') yield message;
      else for (const event of progress.push(message)) yield redactEvent(event, redact);
      if (message.kind === 'error') reason = redact(message.message);
    }
    for (const event of progress.end()) yield redactEvent(event, redact);
    if (reason !== undefined) {
      leftovers = undefined;
      const failure = progress.failure();
      const lastLines = failure.lastLines.map(redact);
      throw toBuildFailure(plan, reason, { ...failure, lastLines });
    }
    const made = await engine.images.inspect(plan.image, { signal });
    leftovers = undefined;
    const durationMs = Math.round(performance.now() - begun);
    yield { kind: 'built', image: plan.image, imageId: made.id, durationMs, ...progress.counts() };
  } catch (error) {
    throw await tellFreeSpace(engine, toEnd(error, { plan, options, late }));
  } finally {
    // An engine that is gone cannot be cleaned, and the build's own error says more.
    if (leftovers !== undefined) await cleanUpBuild(engine, leftovers()).catch(() => undefined);
  }
}

function openSession(
  engine: Engine,
  { environment, findCredential }: BuildImageOptions,
  signal: AbortSignal,
): Promise<BuildSession> {
  return openBuildSession(engine, { secrets: toSecrets(environment), findCredential }, { signal });
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
