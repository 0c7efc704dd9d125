import { readFile } from 'node:fs/promises';
import {
  BUILD_PLACE_SECRET,
  type BuildEnvironment,
  type BuildPlan,
  type ContextFile,
} from '@celeriac/deployment';
import type { ImageBuildSettings } from '@celeriac/engine';
import { replaceBases } from './base-stages.ts';
import { listLogins, renderPlace, toBuildArguments } from './build-arguments.ts';
import { addPlace } from './context-entries.ts';
import { ImageBuildError } from './image-build-error.ts';
import { labelStages } from './label-stages.ts';
import type { PreparedBases } from './prepare-bases.ts';

const BASE_DIGEST = 'org.opencontainers.image.base.digest';

/** The files of a plan's context with those of its place. */
export async function readContextFiles(
  plan: BuildPlan,
  environment: BuildEnvironment,
  { replaced }: PreparedBases,
): Promise<readonly ContextFile[]> {
  const caBundle = await readCaBundle(environment);
  const place = plan.dialect === 'classic' ? { script: renderPlace(environment) } : {};
  // In this order, as the labels are put where a stage begins by the plan's words.
  const files = replaceBases(plan, labelStages(plan), replaced);
  return addPlace(files, { caBundle, ...place });
}

/** What an engine is told of a build besides its context. */
export function toBuildSettings(
  plan: BuildPlan,
  environment: BuildEnvironment,
  { digest }: PreparedBases,
): ImageBuildSettings {
  return {
    tag: plan.image,
    dockerfile: plan.dockerfile,
    builder: plan.dialect,
    labels: { ...(digest === undefined ? {} : { [BASE_DIGEST]: digest }), ...plan.labels },
    buildArguments: toBuildArguments(environment),
    ...(environment.network === undefined ? {} : { network: environment.network }),
    ...(plan.platform === undefined ? {} : { platform: plan.platform }),
  };
}

/** The secrets of a build with BuildKit, by id. */
export function toSecrets(environment: BuildEnvironment): Readonly<Record<string, string>> {
  const script = renderPlace(environment);
  return script === '' ? {} : { [BUILD_PLACE_SECRET]: script };
}

/** Refuses passwords that the classic builder would keep: the layers of its stages stay on the engine. */
export function refuseKeptSecrets(plan: BuildPlan, environment: BuildEnvironment): void {
  if (plan.dialect !== 'classic' || listLogins(environment).length === 0) return;
  throw new ImageBuildError(
    'SECRETS_UNSUPPORTED',
    `The image ${plan.image} is not built: the login of its package index would stay in layers of the classic builder.`,
    {
      image: plan.image,
      remedy:
        'Use an engine with BuildKit (Docker 18.09 or newer), or an index that wants no login from where images are built.',
    },
  );
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
