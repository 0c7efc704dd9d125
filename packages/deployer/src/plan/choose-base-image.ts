import type { AppModel } from '@celeriac/plugin';
import { DeployError } from '../deployer-error.ts';
import type { DeployerSettings } from '../deployer-options.ts';

const PLACE = '{python}';

/**
 * The base image of an app: the one given, with the app's Python version in its place.
 *
 * Throws `PYTHON_FIXED` where the app asks for a version and the image has no place for one.
 */
export function chooseBaseImage(
  app: AppModel,
  plugin: string,
  { baseImage, defaultPython = '3.13' }: Pick<DeployerSettings, 'baseImage' | 'defaultPython'>,
): string {
  const { python } = app.container;
  if (python !== undefined && !baseImage.includes(PLACE))
    throw new DeployError(
      'PYTHON_FIXED',
      `${plugin}/${app.name} asks for Python ${python}, and the base image ${baseImage} is fixed.`,
      {
        plugin,
        app: app.name,
        remedy: `Give a base image with ${PLACE} in it, such as --base-image python:${PLACE}-slim.`,
      },
    );
  return baseImage.replaceAll(PLACE, python ?? defaultPython);
}
