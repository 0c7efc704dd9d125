import { setTimeout as sleep } from 'node:timers/promises';
import type { BuildPlan } from '@celeriac/deployment';
import type { CallOptions, Engine, EngineImage } from '@celeriac/engine';
import type { ClassicLeftovers, ClassicProgress } from './classic-progress.ts';
import { findImage } from './find-image.ts';
import { toOwnerLabels } from './label-stages.ts';
import { removeImage, tolerate } from './remove-image.ts';

/** What a cancelled build may have left. */
export interface BuildLeftovers {
  /** The tag, where it was not there before. */
  readonly image?: string;
  /** Of the classic builder. */
  readonly classic?: ClassicLeftovers & {
    readonly labels: Readonly<Record<string, string>>;
    /** Ids of untagged images with these labels from before the build. */
    readonly before: ReadonlySet<string>;
  };
}

/** Looks at what is there before a build; what it left can be told once it has begun. */
export async function watchLeftovers(
  engine: Engine,
  plan: BuildPlan,
  { classic, signal }: { readonly classic: ClassicProgress; readonly signal: AbortSignal },
): Promise<() => BuildLeftovers> {
  const existed = (await findImage(engine, plan.image, { signal })) !== undefined;
  const image = existed ? {} : { image: plan.image };
  // Its stages carry the labels of an owner alone.
  const labels = toOwnerLabels(plan.labels);
  if (plan.dialect !== 'classic') return () => image;
  const layers = await listLayers(engine, labels, { signal });
  const before = new Set(layers.map(({ id }) => id));
  return () => ({ ...image, classic: { ...classic.leftovers(), labels, before } });
}

const CALL = { timeoutMs: 10_000 };
const PAUSE_MS = 100;
/** An engine goes on for a moment after its connection is gone, and nothing says when it has ended. */
const QUIET_MS = 1_500;
const LONGEST_MS = 15_000;

/**
 * Removes what a cancelled build made, until the engine has made nothing more for a while.
 *
 * Containers that are still there after three seconds are killed. What is gone or in use is passed
 * over.
 */
export async function cleanUpBuild(engine: Engine, leftovers: BuildLeftovers): Promise<void> {
  const { image, classic } = leftovers;
  if (image === undefined && classic === undefined) return;
  for (const id of classic?.containers ?? []) await removeContainer(engine, id);
  const begun = performance.now();
  let quietSince = begun;
  const made = [...(classic?.images ?? [])];
  for (;;) {
    const unseen = classic === undefined ? [] : await findUnseen(engine, classic, made);
    made.push(...unseen);
    const tagged = image !== undefined && (await removeImage(engine, image, CALL));
    const now = performance.now();
    if (tagged || unseen.length > 0) quietSince = now;
    if (now - quietSince > QUIET_MS || now - begun > LONGEST_MS) break;
    await sleep(PAUSE_MS);
  }
  // Newest first, as each is the parent of the next; parents that were there before are kept.
  for (const id of made.toReversed()) await removeImage(engine, id, CALL);
}

/** Layers that were made after the last that the builder told of. */
async function findUnseen(
  engine: Engine,
  { labels, before, last }: NonNullable<BuildLeftovers['classic']>,
  made: readonly string[],
): Promise<readonly string[]> {
  const parents = last === undefined ? made : [last, ...made];
  const layers = (await listLayers(engine, labels, CALL)).filter(({ id }) => !before.has(id));
  const unseen: string[] = [];
  // Oldest first, so that one that lies on another that nobody was told of is found as well.
  for (const { id, parentId = '' } of layers.toSorted((a, b) => a.createdMs - b.createdMs)) {
    if (made.some((one) => isSame(id, one))) continue;
    if ([...parents, ...unseen].some((one) => isSame(parentId, one))) unseen.push(id);
  }
  return unseen;
}

/** The untagged images with these labels: layers of the classic builder. */
async function listLayers(
  engine: Engine,
  labels: Readonly<Record<string, string>>,
  call: CallOptions,
): Promise<readonly EngineImage[]> {
  // Without a label they would be everybody's.
  if (Object.keys(labels).length === 0) return [];
  const images = await engine.images.list({ labels, all: true }, call);
  return images.filter(({ tags }) => tags.length === 0);
}

/** Whether an id is that which is told in short. */
function isSame(id: string, told: string): boolean {
  return id.replace('sha256:', '').startsWith(told.replace('sha256:', ''));
}

async function removeContainer(engine: Engine, id: string): Promise<void> {
  const deadline = performance.now() + 3_000;
  while (performance.now() < deadline) {
    if (!(await tolerate(engine.containers.inspect(id, CALL)))) return;
    await sleep(50);
  }
  await tolerate(engine.containers.remove(id, { ...CALL, force: true }));
}
