import { join } from 'node:path';
import type { DeploymentPlan, PlanSettings } from '@celeriac/deployer';
import { planDeployment } from '@celeriac/deployer';
import type { BuilderKind } from '@celeriac/deployment';
import { type AppLock, type AppModel, type PluginModel, readPlugin } from '@celeriac/plugin';

/** The plugin of example apps: one of each way to say what an image needs. */
export const appsFolder = join(import.meta.dirname, 'apps');

/** Reads a plugin that has no errors. */
export async function readApps(folder = appsFolder): Promise<PluginModel> {
  const { value, diagnostics } = await readPlugin(folder);
  const [error] = diagnostics.filter(({ severity }) => severity === 'error');
  if (value === undefined || error !== undefined)
    throw new Error(error === undefined ? 'no plugin' : `${error.file}: ${error.message}`);
  return value;
}

/** Plans every app by the locks that it has, or one of nothing but conda's Python. */
export function planApps(
  plugin: PluginModel,
  { dialect, settings }: { readonly dialect: BuilderKind; readonly settings: PlanSettings },
): DeploymentPlan {
  const locks = new Map(plugin.apps.map((app) => [app.name, app.lock ?? toBareLock(app)]));
  return planDeployment(plugin, { dialect, settings, locks });
}

function toBareLock({ dependencies }: AppModel): AppLock {
  if (dependencies.kind !== 'conda') return { inputs: '', text: '' };
  const [channel = ''] = dependencies.channels;
  const python = `${channel}/linux-64/python-3.11.9-h1_0.conda#${'a'.repeat(64)}`;
  return { inputs: '', text: `# conda: ${python}\n` };
}
