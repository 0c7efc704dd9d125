import type { BuildEvent, BuildPlan } from '@celeriac/deployment';
import type { Engine, EngineImage } from '@celeriac/engine';
import { listBases, toMirrored } from './base-stages.ts';
import { findImage } from './find-image.ts';
import { ImageBuildError } from './image-build-error.ts';
import { parseImageName } from './registry/parse-image-name.ts';
import { RegistryError } from './registry/registry-error.ts';
import { transferImage, type TransferSettings } from './registry/transfer-image.ts';

/** What a build starts from. */
export interface PreparedBases {
  /** Names in the plan, and those that stand in for them. */
  readonly replaced: ReadonlyMap<string, string>;
  /** Digest that registries know the base of the final image by; none where it never was in one. */
  readonly digest?: string;
}

/**
 * Pulls the base images of a plan that the engine does not have, from a mirror where one is given.
 *
 * Builders would pull them as well, each in its own way; this way every one is told of, bounded, and
 * logged in to. Throws `BASE_UNAVAILABLE`.
 */
export async function* prepareBases(
  engine: Engine,
  plan: BuildPlan,
  settings: Omit<TransferSettings, 'platform'> & { readonly mirror: string | undefined },
): AsyncGenerator<BuildEvent, PreparedBases, undefined> {
  const { mirror, signal } = settings;
  const { platform } = plan;
  const call = signal === undefined ? {} : { signal };
  const replaced = new Map<string, string>();
  let digest: string | undefined;
  for (const base of listBases(plan)) {
    const wanted = toMirrored(base, mirror);
    let found = await findUsable(engine, [base, wanted], { platform, call });
    if (found === undefined) {
      const how = { ...settings, ...(platform === undefined ? {} : { platform }) };
      yield* pullBase(engine, { plan, image: wanted }, how);
      const image = await findImage(engine, wanted, call);
      // A registry that has one for another platform alone gives that.
      if (image !== undefined && !fits(image, platform)) throw unfit(plan, wanted, image);
      found = image && { name: wanted, image };
    }
    if (found !== undefined && found.name !== base) replaced.set(base, found.name);
    if (base === plan.labels['org.opencontainers.image.base.name'])
      digest = found && digestOf(found.image, found.name);
  }
  return { replaced, ...(digest === undefined ? {} : { digest }) };
}

async function* pullBase(
  engine: Engine,
  { plan, image }: { readonly plan: BuildPlan; readonly image: string },
  settings: TransferSettings,
): AsyncGenerator<BuildEvent, void, undefined> {
  try {
    yield* transferImage(engine, { direction: 'pull', image }, settings);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const message = `The image ${plan.image} could not be built: ${error.message}`;
    throw new ImageBuildError('BASE_UNAVAILABLE', message, {
      image: plan.image,
      cause: error,
      ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
    });
  }
}

/** The first of these images that is there, and is for the platform where one is asked for. */
async function findUsable(
  engine: Engine,
  names: readonly string[],
  {
    platform,
    call,
  }: { readonly platform: string | undefined; readonly call: { readonly signal?: AbortSignal } },
): Promise<{ readonly name: string; readonly image: EngineImage } | undefined> {
  for (const name of new Set(names)) {
    const image = await findImage(engine, name, call);
    if (image !== undefined && fits(image, platform)) return { name, image };
  }
  return undefined;
}

function unfit(plan: BuildPlan, base: string, { platform }: EngineImage): ImageBuildError {
  const has =
    platform === undefined ? 'another platform' : `${platform.os}/${platform.architecture}`;
  return new ImageBuildError(
    'BASE_UNAVAILABLE',
    `The image ${plan.image} could not be built: ${base} is for ${has}, not for ${plan.platform}.`,
    { image: plan.image, remedy: `Name a base image that there is for ${plan.platform}.` },
  );
}

function fits({ platform: has }: EngineImage, asked: string | undefined): boolean {
  if (asked === undefined || has === undefined) return true;
  const [os, architecture] = asked.split('/');
  return has.os === os && has.architecture === architecture;
}

function digestOf({ digests }: EngineImage, name: string): string | undefined {
  const { registry, path } = parseImageName(name);
  const own = digests.find((digest) => {
    const known = parseImageName(digest);
    return known.registry === registry && known.path === path;
  });
  return (own ?? digests[0])?.split('@')[1];
}
