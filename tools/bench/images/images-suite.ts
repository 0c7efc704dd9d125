import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocker, planDeployment } from '@celeriac/deployer';
import type { BuildPlan } from '@celeriac/deployment';
import { connectEngine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import { readPlugin, writeLock } from '@celeriac/plugin';
import { readWorkerRuntime } from '@celeriac/worker';
import type { Measurement } from '../bench-row.ts';
import { BenchFailed } from '../instance/bench-failed.ts';
import { median } from '../median.ts';
import type { SuiteContext } from '../suites.ts';
import { planByHand, planSourceFirst } from './peer-dockerfiles.ts';

const rounds = 3;
const requirements = 'requests\nrich\npydantic\n';
const codeOf = (revision: number): string =>
  `REVISION = ${revision}\n\n\n#input: int x\n#output: int y\ndef f(x):\n    return x + REVISION\n`;

/**
 * How long images take to build, ours beside a Dockerfile written by hand and beside the layout of the original, from
 * one lock, in turn.
 *
 * Cold: every package is installed anew; the installer, and what it has downloaded, are in the engine's cache for all
 * three. Code edit: from the moment a file is written, reading and planning included. Nothing changed: up to where a
 * deploy knows it.
 */
export async function measureImages({
  log,
  services,
  signal,
}: SuiteContext): Promise<readonly Measurement[]> {
  const { dockerHost, baseImage, caBundle } = services;
  if (!dockerHost || !baseImage) throw new BenchFailed('The benchmark needs a Docker engine.');
  await using made = new AsyncDisposableStack();
  const engine = made.use(await connectEngine({ host: dockerHost }));
  const builder = createImageBuilder(engine);
  const dialect = await builder.kind();
  if (dialect !== 'buildkit') throw new BenchFailed('The Dockerfile by hand needs BuildKit.');
  const environment = { network: 'host', ...(caBundle && { caBundleFile: caBundle }) };
  const folder = await mkdtemp(join(tmpdir(), 'celeriac-bench-images-'));
  made.defer(() => rm(folder, { recursive: true, force: true }));
  const name = `Images${randomUUID().slice(0, 8)}`;
  const app = join(folder, 'python/app');
  await mkdir(app, { recursive: true });
  await writeFile(join(folder, 'celeriac.json'), JSON.stringify({ name }));
  await writeFile(join(app, 'requirements.in'), requirements);
  await writeFile(join(app, 'logic.py'), codeOf(0));
  made.defer(async () => void (await builder.remove({ plugin: name })));
  const settings = { baseImage, runtime: await readWorkerRuntime(), buildEnvironment: environment };
  const locker = createLocker({ builder, locks: { write: writeLock } }, settings);
  const read = async () => {
    const { value } = await readPlugin(folder, { signal });
    if (value === undefined) throw new BenchFailed('The example is no plugin.');
    return value;
  };
  await Array.fromAsync(locker.lock(await read(), { signal }));
  const planOurs = async (salt: string): Promise<BuildPlan> => {
    const plugin = await read();
    const locks = new Map(
      plugin.apps.flatMap(({ name: own, lock }) =>
        lock ? [[own, { ...lock, text: `${lock.text}# ${salt}\n` }] as const] : [],
      ),
    );
    const [planned] = planDeployment(plugin, { dialect, settings, locks }).apps;
    if (planned?.build === undefined) throw new BenchFailed('There is nothing to build.');
    return planned.build;
  };
  const build = async (plan: BuildPlan): Promise<void> => {
    for await (const _ of builder.build(plan, { environment, signal }));
  };
  const peers = { hand: planByHand, sourceFirst: planSourceFirst };
  const peerImages = new Set<string>();
  made.defer(async () => {
    for (const image of peerImages) await engine.images.remove(image).catch(() => undefined);
  });
  const buildPeer = async (kind: keyof typeof peers, salt: string, revision: number) => {
    const lock = `${(await read()).apps[0]?.lock?.text}# ${salt}\n`;
    const image = `celeriac-bench/${kind.toLowerCase()}:${salt}-${revision}`;
    peerImages.add(image);
    await build(peers[kind](image, { baseImage, lock, code: codeOf(revision) }));
  };
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };
  // The installer of both, before anything is timed.
  await buildPeer('hand', 'warm', 0);
  await build(await planOurs('warm'));
  const found: Record<'ours' | 'hand' | 'sourceFirst', { cold: number[]; edit: number[] }> = {
    ours: { cold: [], edit: [] },
    hand: { cold: [], edit: [] },
    sourceFirst: { cold: [], edit: [] },
  };
  const unchanged: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const salt = randomUUID().slice(0, 8);
    await writeFile(join(app, 'logic.py'), codeOf(round * 10));
    found.ours.cold.push(await timed(async () => build(await planOurs(salt))));
    for (const kind of ['hand', 'sourceFirst'] as const)
      found[kind].cold.push(await timed(() => buildPeer(kind, salt, round * 10)));
    unchanged.push(await timed(async () => builder.has((await planOurs(salt)).image, { signal })));
    found.ours.edit.push(
      await timed(async () => {
        await writeFile(join(app, 'logic.py'), codeOf(round * 10 + 1));
        await build(await planOurs(salt));
      }),
    );
    for (const kind of ['hand', 'sourceFirst'] as const)
      found[kind].edit.push(await timed(() => buildPeer(kind, salt, round * 10 + 1)));
    const last = (kind: keyof typeof found) =>
      `${found[kind].cold.at(-1)?.toFixed(0)}/${found[kind].edit.at(-1)?.toFixed(0)} ms`;
    log(
      `round ${round}, cold/edit: ours ${last('ours')}, by hand ${last('hand')}, source first ${last('sourceFirst')}`,
    );
  }
  const of = (kind: keyof typeof found, what: 'cold' | 'edit') => median(found[kind][what]);
  const unit = 'ms';
  return [
    {
      ...{ name: 'cold, beside a Dockerfile by hand', unit, value: of('ours', 'cold') },
      peer: of('hand', 'cold'),
      target: { of: 'ratio', atMost: 1.1, due: false },
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
      ...{ name: 'nothing changed', unit, value: median(unchanged) },
      target: { of: 'value', atMost: 1_000 },
    },
  ];
}
