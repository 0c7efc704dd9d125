import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectEngine } from '@celeriac/engine';
import { ensureBaseImage } from '../services/index.ts';
import { buildApps } from './build-apps.ts';
import { buildMirror, startMirror } from './mirror/start-mirror.ts';
import { appsFolder, readApps } from './plan-apps.ts';

interface ImagesOptions {
  readonly dockerHost: string;
  readonly caBundle: string | undefined;
  readonly say: (line: string) => void;
}

/** Locks, builds and verifies the example apps named, or all; gives the exit code. */
export async function runImages(
  named: readonly string[],
  { dockerHost, caBundle, say }: ImagesOptions,
): Promise<number> {
  await ensureBaseImage({ suite: 'trixie', log: say });
  const aptImage = await ensureBaseImage({ suite: 'bookworm', apt: true, log: say });
  await using made = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'celeriac-images-'));
  made.defer(() => rm(folder, { recursive: true, force: true }));
  await cp(appsFolder, folder, { recursive: true });
  const engine = made.use(await connectEngine({ host: dockerHost }));
  const all = (await readApps(folder)).apps.map(({ name }) => name);
  const apps = named.length > 0 ? named : all;
  const place = { network: 'host', ...(caBundle && { caBundleFile: caBundle }) };
  const baseImage = 'celeriac-base:python{python}';
  const mirrorBase = baseImage.replace('{python}', '3.11');
  const image = await buildMirror(engine, { baseImage: mirrorBase, environment: place });
  made.defer(() => engine.images.remove(image));
  const { channelUrl } = made.use(await startMirror(engine, image));
  const condaChannels = { defaults: channelUrl, 'conda-forge': channelUrl };
  const environment = { ...place, condaChannels };
  let failed = 0;
  for await (const { app, seconds, problem } of buildApps({
    ...{ engine, folder, baseImage, aptImage, environment, apps },
  })) {
    say(`${problem === undefined ? '✓' : '✗'} ${app} ${seconds.toFixed(1)} s ${problem ?? ''}`);
    if (problem !== undefined) failed += 1;
  }
  return failed === 0 ? 0 : 1;
}
