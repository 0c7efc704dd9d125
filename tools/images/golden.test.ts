import { chmod, chown, cp, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderContext, toContextEntries } from '@celeriac/image-builder';
import { readWorkerRuntime } from '@celeriac/worker';
import { appsFolder, planApps, readApps } from './plan-apps.ts';

const settings = {
  baseImage: 'python:{python}-slim',
  runtime: {
    ...{ version: '0.1.0', requirements: ['celery>=5.5,<6'], files: [] },
    buildFiles: [{ path: 'celeriac_build/conda.py', absolutePath: '/conda.py' }].map((file) => ({
      ...file,
      bytes: 1,
      executable: false,
      sha256: '0'.repeat(64),
    })),
  },
};

test('there are fifteen ways at least', async () => {
  expect((await readApps()).apps.length).toBeGreaterThanOrEqual(15);
});

test.each(['classic', 'buildkit'] as const)(
  '%s: each has the context that was reviewed',
  async (dialect) => {
    const { apps } = planApps(await readApps(), { dialect, settings });
    for (const { app, build } of apps) {
      const files = build?.files ?? [];
      const listing = files.map((file) => {
        // What says how functions are called has tests of its own.
        const isText = file.kind === 'text' && file.path !== 'app/functions.json';
        const content = isText ? `\n${file.text}` : file.kind === 'text' ? '' : ` ${file.sha256}`;
        return `--- ${file.path}${content.trimEnd()}\n`;
      });
      const text = listing.join('');
      await expect(text).toMatchFileSnapshot(`golden/${app.name}.${dialect}.txt`);
    }
  },
);

test('contexts and tags are the same to the bit from a copy of other times, modes, owners and order', async () => {
  await using made = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'celeriac-images-'));
  made.defer(() => rm(folder, { recursive: true, force: true }));
  await cp(appsFolder, folder, { recursive: true });
  // Files made again in another order, as another machine's checkout would.
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.toReversed()) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isDirectory()) {
      await cp(path, `${path}.copy`);
      await rm(path);
      await cp(`${path}.copy`, path);
      await rm(`${path}.copy`);
      await chmod(path, 0o600);
    }
    await utimes(path, 1, 1);
    if (process.getuid?.() === 0) await chown(path, 4_321, 1_234);
  }
  const [here, there] = await Promise.all([readApps(), readApps(folder)]);
  const own = { ...settings, runtime: await readWorkerRuntime() };
  const plan = (plugin: typeof here) =>
    planApps(plugin, { dialect: 'classic', settings: own }).apps;
  for (const [index, { build, image }] of plan(here).entries()) {
    const other = plan(there)[index];
    expect(other?.image).toBe(image);
    expect(await toTar(other?.build?.files)).toEqual(await toTar(build?.files));
  }
});

async function toTar(files: Parameters<typeof toContextEntries>[0] = []): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(renderContext(toContextEntries(files))));
}
