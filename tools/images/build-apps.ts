import { rm } from 'node:fs/promises';
import { createLocker, planDeployment } from '@celeriac/deployer';
import type { BuildEnvironment } from '@celeriac/deployment';
import type { Engine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import { LOCK_FILE, writeLock, type PluginModel } from '@celeriac/plugin';
import { readWorkerRuntime } from '@celeriac/worker';
import { readApps } from './plan-apps.ts';
import { verifyApp } from './verify-app.ts';

/** What became of one app's image. */
export interface BuiltApp {
  readonly app: string;
  readonly seconds: number;
  /** What `verify.py` wrote where it failed, or why there was nothing to verify. */
  readonly problem?: string;
}

/** Where apps are built. */
export interface BuildApps {
  readonly engine: Engine;
  /** A copy of the apps, as locks are written into it. */
  readonly folder: string;
  /** With `{python}` where the version goes. */
  readonly baseImage: string;
  /** Of apps that ask for Debian packages. */
  readonly aptImage: string;
  readonly environment: BuildEnvironment;
  /** Names of the apps; those of conda need channels that `environment` says the place of. */
  readonly apps: readonly string[];
}

/** Locks, builds and verifies apps one after the other as a deploy would, and removes their images. */
export async function* buildApps(options: BuildApps): AsyncGenerator<BuiltApp> {
  const { engine, folder, environment } = options;
  const builder = createImageBuilder(engine);
  const runtime = await readWorkerRuntime();
  const plugin = await readApps(folder);
  const dialect = await builder.kind();
  try {
    for (const name of options.apps) {
      const begun = performance.now();
      const one = (from: PluginModel): PluginModel => ({
        ...from,
        apps: from.apps.filter((app) => app.name === name),
      });
      const needsApt = one(plugin).apps.some(({ container }) => container.packages.length > 0);
      const settings = {
        runtime,
        ...{ baseImage: needsApt ? options.aptImage : options.baseImage, defaultPython: '3.11' },
        // Rattler comes from the package index, which is all that a test may count on.
        condaInstaller: 'rattler',
        buildEnvironment: environment,
      };
      const locker = createLocker({ builder, locks: { write: writeLock } }, settings);
      const problem = await (async () => {
        await Array.fromAsync(locker.lock(one(plugin)));
        const locked = one(await readApps(folder));
        const again = await Array.fromAsync(locker.lock(locked, { mode: 'frozen' }));
        if (again.length > 0) return 'its lock is not kept';
        const locks = new Map(locked.apps.flatMap(({ lock }) => (lock ? [[name, lock]] : [])));
        const [planned] = planDeployment(locked, { dialect, settings, locks }).apps;
        if (planned?.build === undefined) return `there is no app "${name}"`;
        await Array.fromAsync(builder.build(planned.build, { environment }));
        const { exitCode, output } = await verifyApp(engine, planned.image);
        return exitCode === 0 ? undefined : `verify.py ended with ${exitCode}: ${output}`;
      })().catch((error: Error) => error.message);
      const seconds = (performance.now() - begun) / 1_000;
      yield { app: name, seconds, ...(problem !== undefined && { problem }) };
    }
  } finally {
    await builder.remove({ plugin: plugin.name });
    for (const { directory } of plugin.apps) await rm(`${directory}/${LOCK_FILE}`, { force: true });
  }
}
