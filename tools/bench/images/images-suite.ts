import type { BuildPlan } from '@celeriac/deployment';
import type { Measurement } from '../bench-row.ts';
import { median } from '../median.ts';
import type { SuiteContext } from '../suites.ts';
import { createImageWorkshop, type ImageWorkshop } from './image-workshop.ts';
import { peers, type PeerKind } from './peer-dockerfiles.ts';

const rounds = 5;

type Builder = 'ours' | PeerKind;

/** What was found of one way to build, in milliseconds. */
interface Found {
  readonly cold: number[];
  readonly edit: number[];
}

/**
 * How long images take to build, ours beside a Dockerfile written by hand and beside the layout of the original, from
 * one lock, in turn.
 *
 * Cold: every package is installed anew; the installer, and what it has downloaded, are in the engine's cache for all
 * three. Code edit: from the moment a file is written, reading and planning included; our own work in it is all before
 * the engine's first step. Nothing changed: up to where a deploy knows it.
 */
export async function measureImages(context: SuiteContext): Promise<readonly Measurement[]> {
  const { log } = context;
  await using workshop = await createImageWorkshop(context);
  const kinds: readonly Builder[] = ['ours', 'hand', 'sourceFirst'];
  // The installer of all, before anything is timed.
  for (const kind of kinds) await buildOne(workshop, kind, { salt: 'warm', revision: 0 });
  const found = Object.fromEntries(
    kinds.map((kind) => [kind, { cold: [], edit: [] }]),
  ) as unknown as Record<Builder, Found>;
  const own: number[] = [];
  const unchanged: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const salt = workshop.salt();
    // Who comes first finds the machine as the round before left it.
    const turns = kinds.map((_, at) => kinds[(at + round) % kinds.length]!);
    for (const kind of turns) {
      const revision = round * 10;
      found[kind].cold.push((await buildOne(workshop, kind, { salt, revision })).totalMs);
      if (kind === 'ours') unchanged.push(await timeUnchanged(workshop, salt));
      const edit = await buildOne(workshop, kind, { salt, revision: revision + 1 });
      found[kind].edit.push(edit.totalMs);
      if (kind === 'ours') own.push(edit.ownMs);
    }
    const last = (kind: Builder) =>
      `${found[kind].cold.at(-1)?.toFixed(0)}/${found[kind].edit.at(-1)?.toFixed(0)} ms`;
    log(
      `round ${round}, cold/edit: ours ${last('ours')}, by hand ${last('hand')}, source first ${last('sourceFirst')}`,
    );
  }
  return toRows(found, { own, unchanged });
}

/** Builds after an edit, from the moment that it is written. */
async function buildOne(
  workshop: ImageWorkshop,
  kind: Builder,
  { salt, revision }: { readonly salt: string; readonly revision: number },
): Promise<{ readonly totalMs: number; readonly ownMs: number }> {
  const began = performance.now();
  const plan: BuildPlan =
    kind === 'ours'
      ? await workshop.edit(revision).then(() => workshop.plan(salt))
      : await workshop.planPeer(peers[kind], {
          image: `${kind}:${salt}-${revision}`,
          salt,
          revision,
        });
  const firstStepAt = await workshop.build(plan);
  return { totalMs: performance.now() - began, ownMs: firstStepAt - began };
}

async function timeUnchanged(workshop: ImageWorkshop, salt: string): Promise<number> {
  const began = performance.now();
  await workshop.has((await workshop.plan(salt)).image);
  return performance.now() - began;
}

function toRows(
  found: Record<Builder, Found>,
  { own, unchanged }: { readonly own: readonly number[]; readonly unchanged: readonly number[] },
): readonly Measurement[] {
  const of = (kind: Builder, what: keyof Found) => median(found[kind][what]);
  const unit = 'ms';
  return [
    {
      ...{ name: 'cold, beside a Dockerfile by hand', unit, value: of('ours', 'cold') },
      peer: of('hand', 'cold'),
      target: { of: 'ratio', atMost: 1.1 },
    },
    {
      ...{ name: 'cold, beside source before dependencies', unit, value: of('ours', 'cold') },
      peer: of('sourceFirst', 'cold'),
    },
    {
      ...{ name: 'code edit, beside a Dockerfile by hand', unit, value: of('ours', 'edit') },
      peer: of('hand', 'edit'),
    },
    {
      ...{ name: 'code edit, beside source before dependencies', unit, value: of('ours', 'edit') },
      peer: of('sourceFirst', 'edit'),
      target: { of: 'ratio', atMost: 0.5 },
    },
    {
      ...{ name: 'code edit: our own work', unit, value: median(own) },
      target: { of: 'value', atMost: 1_000 },
    },
    {
      ...{ name: 'nothing changed', unit, value: median(unchanged) },
      target: { of: 'value', atMost: 1_000 },
    },
  ];
}
