import { relative, sep } from 'node:path';
import { type AppModel, LOCK_FILE, type PluginModel } from '@celeriac/plugin';
import { DeployError } from '../deployer-error.ts';

/** An app's folder relative to the plugin's root, with `/`: `python/my_app`. */
export function shownFolder({ directory }: AppModel, { root }: PluginModel): string {
  return relative(root, directory).replaceAll(sep, '/');
}

/** The error of an app whose lock is not there, or was made from other inputs. */
export function outdatedLock(app: AppModel, plugin: PluginModel): DeployError {
  const file = `${shownFolder(app, plugin)}/${LOCK_FILE}`;
  const why = app.lock === undefined ? 'is not there' : 'was made from other dependencies';
  return new DeployError('LOCK_OUTDATED', `${file} ${why}.`, {
    plugin: plugin.name,
    app: app.name,
    remedy: 'Run celeriac lock, and commit the file.',
  });
}
