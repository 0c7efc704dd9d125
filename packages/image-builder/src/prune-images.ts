import { fromImageLabels, MANAGED_BY, toLabels } from '@celeriac/deployment';
import type { CallOptions, Engine, EngineImage } from '@celeriac/engine';
import { removeImage } from './remove-image.ts';

/** Which images go. */
export interface PruneOptions {
  /** Of one plugin alone, by its name; of all unless given. */
  readonly plugin?: string;
  /** How many of the newest images of each app stay; 3 unless given. */
  readonly keep?: number;
  /** Names of images that stay whatever their age: what is deployed, what can be rolled back to. */
  readonly except?: ReadonlySet<string>;
  /** Nothing is removed, but told. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

/** One image that was removed, or would be. */
export interface PrunedImage {
  /** `name:tag`, or the id of a layer without a name. */
  readonly image: string;
  readonly plugin: string;
  readonly app: string;
  /** With layers that other images share. */
  readonly bytes: number;
}

/** Builds take no longer, so what is older belongs to none that is under way. */
const LONGEST_BUILD_MS = 3_600_000;

/**
 * Removes older images of ours: of each app all but the newest, and what builds have left.
 *
 * Only what carries our labels, and of that only the names that we give, is touched. Images that a
 * container uses, running or not, stay, and so does what anybody else named or built upon.
 */
export async function pruneImages(
  engine: Engine,
  options: PruneOptions = {},
): Promise<readonly PrunedImage[]> {
  const { dryRun = false, plugin: only, signal } = options;
  const call = signal === undefined ? {} : { signal };
  const labels = toLabels(only === undefined ? {} : { plugin: only });
  const images = await engine.images.list({ labels }, call);
  const containers = await engine.containers.list({}, call);
  const used = new Set(containers.map(({ imageId }) => imageId));
  const pruned: PrunedImage[] = [];
  const parents = new Set<string>();
  for (const candidate of listCandidates(images, options)) {
    if (used.has(candidate.id)) continue;
    if (!dryRun && !(await removeImage(engine, candidate.image, call))) continue;
    if (candidate.parentId !== undefined) parents.add(candidate.parentId);
    const { image, plugin, app, bytes } = candidate;
    pruned.push({ image, plugin, app, bytes });
  }
  if (!dryRun) await removeParents(engine, parents, call);
  return pruned;
}

interface Candidate extends PrunedImage {
  readonly id: string;
  readonly parentId?: string;
}

function listCandidates(
  images: readonly EngineImage[],
  { keep = 3, except = new Set() }: PruneOptions,
): readonly Candidate[] {
  const counts = new Map<string, number>();
  const newestFirst = images.toSorted((one, other) => other.createdMs - one.createdMs);
  return newestFirst.flatMap((image): Candidate[] => {
    const owner = fromImageLabels(image.labels);
    if (owner === undefined) return [];
    const { id, bytes, parentId } = image;
    const own = image.tags.filter((tag) => OWN_NAME.test(tag));
    const facts = { ...owner, bytes, id, ...(parentId === undefined ? {} : { parentId }) };
    const isOld = Date.now() - image.createdMs > LONGEST_BUILD_MS;
    if (image.tags.length === 0) return isOld ? [{ ...facts, image: id }] : [];
    if (own.length === 0 || own.some((tag) => except.has(tag))) return [];
    const isLock = own.every((tag) => LOCK_NAME.test(tag));
    if (isLock) return isOld ? own.map((tag) => ({ ...facts, image: tag })) : [];
    const key = JSON.stringify([owner.plugin, owner.app]);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count > keep ? own.map((tag) => ({ ...facts, image: tag })) : [];
  });
}

/** `celeriac/<plugin>.<app>:<hash>`, perhaps of a registry, and what locks are made with. */
const OWN_NAME = /(^|\/)celeriac\/[a-z0-9._-]+:[0-9a-f]{16}$/;
const LOCK_NAME = /\.lock:[0-9a-f]{16}$/;

/** The classic builder's layers below what went, as far as they are ours and nothing lies on them. */
async function removeParents(
  engine: Engine,
  parents: ReadonlySet<string>,
  call: CallOptions,
): Promise<void> {
  const wanted = new Set(parents);
  for (let found = wanted.size > 0; found;) {
    found = false;
    for (const { id, parentId } of await engine.images.list(
      { labels: MANAGED_BY, dangling: true },
      call,
    )) {
      if (!wanted.delete(id) || !(await removeImage(engine, id, call))) continue;
      if (parentId !== undefined) wanted.add(parentId);
      found = true;
    }
  }
}
