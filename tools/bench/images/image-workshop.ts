import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocker, planDeployment } from '@celeriac/deployer';
import type { BuildPlan } from '@celeriac/deployment';
import { connectEngine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import { type PluginModel, readPlugin, writeLock } from '@celeriac/plugin';
import { readWorkerRuntime } from '@celeriac/worker';
import { BenchFailed } from '../instance/bench-failed.ts';
import type { SuiteContext } from '../suites.ts';
import type { PeerDockerfile } from './peer-dockerfiles.ts';

const requirements = 'requests\nrich\npydantic\n';

/** A plugin of one app with its lock, and an engine that builds it; disposing of it removes all images. */
export interface ImageWorkshop extends AsyncDisposable {
  /** Writes the app's code anew. */
  edit(revision: number): Promise<void>;
  /** A text that no round had: with it in its lock, every package is installed anew. */
  salt(): string;
  /** Reads and plans the app, as a deploy does. */
  plan(salt: string): Promise<BuildPlan>;
  /** Plans the same code and lock as another would build them. */
  planPeer(
    plan: (image: string, peer: PeerDockerfile) => BuildPlan,
    of: { readonly image: string; readonly salt: string; readonly revision: number },
  ): Promise<BuildPlan>;
  /** Resolves to when the engine told of its first step, by `performance.now()`. */
  build(plan: BuildPlan): Promise<number>;
  has(image: string): Promise<boolean>;
}

/** Makes a workshop on running services, with the dependencies locked. */
export async function createImageWorkshop({
  services,
  signal,
}: SuiteContext): Promise<ImageWorkshop> {
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
  const edit = (revision: number) => writeFile(join(app, 'logic.py'), codeOf(revision));
  await mkdir(app, { recursive: true });
  await writeFile(join(folder, 'celeriac.json'), JSON.stringify({ name }));
  await writeFile(join(app, 'requirements.in'), requirements);
  await edit(0);
  made.defer(async () => void (await builder.remove({ plugin: name })));
  const peerImages = new Set<string>();
  made.defer(async () => {
    for (const image of peerImages) await engine.images.remove(image).catch(() => undefined);
  });
  const settings = { baseImage, runtime: await readWorkerRuntime(), buildEnvironment: environment };
  const locker = createLocker({ builder, locks: { write: writeLock } }, settings);
  const read = async (): Promise<PluginModel> => {
    const { value } = await readPlugin(folder, { signal });
    if (value === undefined) throw new BenchFailed('The example is no plugin.');
    return value;
  };
  await Array.fromAsync(locker.lock(await read(), { signal }));
  const kept = made.move();
  return {
    edit,
    salt: () => randomUUID().slice(0, 8),
    async plan(salt) {
      const plugin = await read();
      const locks = new Map(
        plugin.apps.flatMap(({ name: own, lock }) =>
          lock ? [[own, { ...lock, text: `${lock.text}# ${salt}\n` }] as const] : [],
        ),
      );
      const [planned] = planDeployment(plugin, { dialect, settings, locks }).apps;
      if (planned?.build === undefined) throw new BenchFailed('There is nothing to build.');
      return planned.build;
    },
    async planPeer(plan, { image, salt, revision }) {
      const lock = `${(await read()).apps[0]?.lock?.text}# ${salt}\n`;
      const tag = `celeriac-bench/${image.toLowerCase()}`;
      peerImages.add(tag);
      return plan(tag, { baseImage, lock, code: codeOf(revision) });
    },
    async build(plan) {
      let firstStepAt = Infinity;
      for await (const { kind } of builder.build(plan, { environment, signal }))
        if (kind === 'step') firstStepAt = Math.min(firstStepAt, performance.now());
      return firstStepAt;
    },
    has: (image) => builder.has(image, { signal }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function codeOf(revision: number): string {
  return `REVISION = ${revision}\n\n\n#input: int x\n#output: int y\ndef f(x):\n    return x + REVISION\n`;
}
