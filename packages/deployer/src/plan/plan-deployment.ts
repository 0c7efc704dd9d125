import { type InstallOptions, planImage } from '@celeriac/codegen';
import { type BuilderKind, type BuildPlan, toResourceName } from '@celeriac/deployment';
import type { AppLock, AppModel, PluginModel } from '@celeriac/plugin';
import { contractHash } from '@celeriac/signature';
import type { DeployerSettings } from '../deployer-options.ts';
import { outdatedLock } from '../lock/outdated-lock.ts';
import { chooseBaseImage } from './choose-base-image.ts';

/** What a plan depends on besides the plugin and the kind of builder. */
export type PlanSettings = Pick<
  DeployerSettings,
  | 'baseImage'
  | 'defaultPython'
  | 'runtime'
  | 'uvVersion'
  | 'condaInstaller'
  | 'platform'
  | 'registry'
>;

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

/**
 * Plans a plugin: pure, and the same for the same files, locks, settings and kind of builder.
 *
 * `locks` are by app, of every app that is built; throws `LOCK_OUTDATED` for one that is not there.
 */
export function planDeployment(
  plugin: PluginModel,
  from: {
    readonly dialect: BuilderKind;
    readonly settings: PlanSettings;
    readonly locks: ReadonlyMap<string, AppLock>;
  },
): DeploymentPlan {
  toResourceName(plugin.name);
  return { plugin, apps: plugin.apps.map((app) => planApp(app, { plugin, ...from })) };
}

/** What the stages of an app that install are planned from. */
export function toInstallOptions(
  app: AppModel,
  of: {
    readonly plugin: PluginModel;
    readonly dialect: BuilderKind;
    readonly settings: PlanSettings;
  },
): InstallOptions {
  const { runtime, uvVersion, condaInstaller, platform } = of.settings;
  const { image, python } = chooseBaseImage(app, of.plugin.name, of.settings);
  return {
    plugin: of.plugin.name,
    dialect: of.dialect,
    baseImage: image,
    runtime,
    ...(python !== undefined && { python }),
    ...(uvVersion !== undefined && { uvVersion }),
    ...(condaInstaller !== undefined && { condaInstaller }),
    ...(platform !== undefined && { platform }),
  };
}

function planApp(
  app: AppModel,
  of: {
    plugin: PluginModel;
    dialect: BuilderKind;
    settings: PlanSettings;
    locks: ReadonlyMap<string, AppLock>;
  },
): AppPlan {
  const contract = contractHash(app.functions.map((found) => found.signature));
  if (app.container.image !== undefined) return { app, contract, image: app.container.image };
  const lock = of.locks.get(app.name);
  if (lock === undefined) throw outdatedLock(app, of.plugin);
  const build = planImage(app, {
    ...toInstallOptions(app, of),
    pluginVersion: of.plugin.version,
    contract,
    lock: lock.text,
  });
  const { registry } = of.settings;
  const image = registry === undefined ? build.image : `${trimSlash(registry)}/${build.image}`;
  return { app, contract, image, build: { ...build, image } };
}

function trimSlash(registry: string): string {
  return registry.replace(/\/+$/, '');
}
