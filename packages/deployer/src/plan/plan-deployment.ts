import { planImage } from '@celeriac/codegen';
import { type BuilderKind, type BuildPlan, toResourceName } from '@celeriac/deployment';
import type { AppModel, PluginModel } from '@celeriac/plugin';
import { contractHash } from '@celeriac/signature';
import type { DeployerSettings } from '../deployer-options.ts';
import { chooseBaseImage } from './choose-base-image.ts';

/** What a plan depends on besides the plugin and the kind of builder. */
export type PlanSettings = Pick<DeployerSettings, 'baseImage' | 'defaultPython' | 'runtime'>;

/** What a deploy is about to make of one app. */
export interface AppPlan {
  readonly app: AppModel;
  /** Hash of the signatures; callers and workers compare it. */
  readonly contract: string;
  readonly image: string;
  /** Left out where `container.json` names a ready image. */
  readonly build?: BuildPlan;
}

/** What a deploy is about to make of a plugin. */
export interface DeploymentPlan {
  readonly plugin: PluginModel;
  readonly apps: readonly AppPlan[];
}

/** Plans a plugin: pure, and the same for the same files, settings and kind of builder. */
export function planDeployment(
  plugin: PluginModel,
  dialect: BuilderKind,
  settings: PlanSettings,
): DeploymentPlan {
  toResourceName(plugin.name);
  return { plugin, apps: plugin.apps.map((app) => planApp(app, { plugin, dialect, settings })) };
}

function planApp(
  app: AppModel,
  of: {
    plugin: PluginModel;
    dialect: BuilderKind;
    settings: PlanSettings;
  },
): AppPlan {
  const contract = contractHash(app.functions.map((found) => found.signature));
  const names = {
    app,
    contract,
  };
  if (app.container.image !== undefined) return { ...names, image: app.container.image };
  const build = planImage(app, {
    plugin: of.plugin.name,
    pluginVersion: of.plugin.version,
    contract,
    dialect: of.dialect,
    baseImage: chooseBaseImage(app, of.plugin.name, of.settings),
    runtime: of.settings.runtime,
  });
  return { ...names, image: build.image, build };
}
