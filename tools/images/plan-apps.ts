import { join } from 'node:path';
import type { DeploymentPlan, PlanSettings } from '@celeriac/deployer';
import { planDeployment } from '@celeriac/deployer';
import type { BuilderKind } from '@celeriac/deployment';
import { type AppLock, type PluginModel, readPlugin } from '@celeriac/plugin';

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

/** Plans every app by the locks that it has, or an empty one. */
export function planApps(
  plugin: PluginModel,
  { dialect, settings }: { readonly dialect: BuilderKind; readonly settings: PlanSettings },
): DeploymentPlan {
  const none: AppLock = { inputs: '', text: '' };
  const locks = new Map(plugin.apps.map(({ name, lock = none }) => [name, lock]));
  return planDeployment(plugin, { dialect, settings, locks });
}
