import type { BuildPlan } from '@celeriac/deployment';
import type { BuildProgress } from './build-progress.ts';
import { type FailedStep, ImageBuildError, type ImageBuildErrorCode } from './image-build-error.ts';

/** Makes the error of a build that the engine says failed; `reason` is in the engine's words. */
export function toBuildFailure(
  plan: BuildPlan,
  reason: string,
  failure: ReturnType<BuildProgress['failure']>,
): ImageBuildError {
  const step = toFailedStep(plan, failure.index);
  const { lastLines } = failure;
  const code = toCode(step, [reason, failure.reason ?? '', ...lastLines].join('\n'));
  const place =
    step === undefined
      ? ''
      : ` in step ${step.index}/${plan.steps.length} (${step.layer}), ${shorten(step.instruction)}`;
  const why = shorten(telling(lastLines, code) ?? failure.reason ?? reason, 300);
  const message = `The image ${plan.image} could not be built${place}: ${why}`;
  const remedy = REMEDIES[code];
  return new ImageBuildError(code, message, {
    image: plan.image,
    lastLines,
    cause: new Error(reason),
    ...(step === undefined ? {} : { step }),
    ...(remedy === undefined ? {} : { remedy }),
  });
}

const REMEDIES: Partial<Record<ImageBuildErrorCode, string>> = {
  DEPENDENCY_FAILED:
    "Look at the last lines for the requirement that fails, and change it in the app's dependencies; where the index cannot be reached, set a proxy, an index or a CA bundle.",
  PACKAGE_FAILED:
    'See whether the name under "packages" of container.json is that of a package of the base image\'s Debian release, and that the base image has apt.',
  INDEX_UNREACHABLE:
    'See whether the address is right and reachable from where images are built; an index, a proxy, a CA bundle and the network of builds are settings of a deploy.',
  BASE_UNAVAILABLE:
    'Pull the base image on the engine, or name one that it has already; a registry that needs a login is to be logged in to.',
  NO_SPACE:
    'Free disk space where the engine keeps its data (`docker system df` shows what takes it), then build again.',
};

function toFailedStep(plan: BuildPlan, index: number | undefined): FailedStep | undefined {
  const step = index === undefined ? undefined : plan.steps[index - 1];
  return step === undefined || index === undefined ? undefined : { ...step, index };
}

function toCode(step: FailedStep | undefined, text: string): ImageBuildErrorCode {
  if (/no space left on device/i.test(text)) return 'NO_SPACE';
  const installs = step !== undefined && /^run\s/i.test(step.instruction);
  if (installs && UNREACHABLE.test(text)) return 'INDEX_UNREACHABLE';
  if (installs && step.layer === 'packages') return 'PACKAGE_FAILED';
  if (installs && step.layer === 'dependencies') return 'DEPENDENCY_FAILED';
  const base = step === undefined ? BASE_MISSING.test(text) : /^from\s/i.test(step.instruction);
  return base ? 'BASE_UNAVAILABLE' : 'BUILD_FAILED';
}

/** What uv, pip, micromamba and apt write where nobody answers them. */
const UNREACHABLE =
  /error sending request|dns error|connection (refused|broken|reset)|could not (resolve|connect)|temporary failure (in name resolution|resolving)|name or service not known|timed out|network is unreachable|no route to host|certificate verif(y|ication) failed|invalid peer certificate/i;

const BASE_MISSING =
  /pull access denied|manifest (for .* )?(unknown|not found)|failed to resolve source metadata|no such image|failed to do request/i;

/** The line that says most: the last that names who did not answer, or speaks of an error, else the last. */
function telling(lines: readonly string[], code: ImageBuildErrorCode): string | undefined {
  const silent =
    code === 'INDEX_UNREACHABLE'
      ? lines.findLast((line) => UNREACHABLE.test(line) && /:\/\/|host=/.test(line))
      : undefined;
  return (
    silent ??
    lines.findLast((line) => /error|no matching|not found|fatal|^E: |no space left/i.test(line)) ??
    lines.at(-1)
  );
}

function shorten(text: string, length = 120): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
