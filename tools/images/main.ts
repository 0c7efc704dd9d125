import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectEngine } from '@celeriac/engine';
import { ensureBaseImage } from '../services/index.ts';
import { readRunningServices } from '../test/provide-services.ts';
import { buildApps } from './build-apps.ts';
import { appsFolder, readApps } from './plan-apps.ts';

const usage = `Usage: node tools/images/main.ts [APP…]

Locks, builds and verifies every example app on the engine that is up, with Python of two Debian
releases; those of conda only where they are named, as they need a channel.`;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const named = process.argv.slice(2);
if (named.includes('--help')) process.stdout.write(`${usage}\n`);
else process.exitCode = await run();

async function run(): Promise<number> {
  const { dockerHost, caBundle } = await readRunningServices();
  if (dockerHost === undefined) {
    say('no engine is up: npm run services -- up --only docker');
    return 3;
  }
  await ensureBaseImage({ suite: 'trixie', log: say });
  const aptImage = await ensureBaseImage({ suite: 'bookworm', apt: true, log: say });
  await using made = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'celeriac-images-'));
  made.defer(() => rm(folder, { recursive: true, force: true }));
  await cp(appsFolder, folder, { recursive: true });
  const engine = made.use(await connectEngine({ host: dockerHost }));
  const all = (await readApps(folder)).apps.filter(
    ({ dependencies }) => dependencies.kind !== 'conda',
  );
  const apps = named.length > 0 ? named : all.map(({ name }) => name);
  const environment = { network: 'host', ...(caBundle && { caBundleFile: caBundle }) };
  const baseImage = 'celeriac-base:python{python}';
  let failed = 0;
  for await (const { app, seconds, problem } of buildApps({
    ...{ engine, folder, baseImage, aptImage, environment, apps },
  })) {
    say(`${problem === undefined ? '✓' : '✗'} ${app} ${seconds.toFixed(1)} s ${problem ?? ''}`);
    if (problem !== undefined) failed += 1;
  }
  return failed === 0 ? 0 : 1;
}
