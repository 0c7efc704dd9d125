import { type AppModel, fitsPython } from '@celeriac/plugin';
import { DeployError } from '../deployer-error.ts';
import type { DeployerSettings } from '../deployer-options.ts';

const PLACE = '{python}';

/** Versions that are tried where the default does not fit, in this order. */
const VERSIONS = ['3.13', '3.14', '3.12', '3.11'];

/** The image that an app is built from. */
export interface BaseImage {
  readonly image: string;
  /** The Python version that it was chosen for; left out where the image names none. */
  readonly python?: string;
}

/**
 * The base image of an app: the one given, with a Python version in its place. That is the one that
 * `container.json` asks for, else the default, else the first that its dependencies allow.
 *
 * Throws `PYTHON_FIXED` where the app asks for a version and the image has no place for one, and
 * `PYTHON_UNKNOWN` where no version fits.
 */
export function chooseBaseImage(
  app: AppModel,
  plugin: string,
  { baseImage, defaultPython = '3.13' }: Pick<DeployerSettings, 'baseImage' | 'defaultPython'>,
): BaseImage {
  const asked = app.container.python;
  const where = { plugin, app: app.name };
  if (!baseImage.includes(PLACE)) {
    if (asked === undefined || app.dependencies.kind === 'conda')
      return { image: baseImage, ...(asked !== undefined && { python: asked }) };
    const remedy = `Give a base image with ${PLACE} in it, such as --base-image python:${PLACE}-slim.`;
    const message = `${plugin}/${app.name} asks for Python ${asked}, and the base image ${baseImage} is fixed.`;
    throw new DeployError('PYTHON_FIXED', message, { ...where, remedy });
  }
  const requires = app.dependencies.kind === 'pip' ? app.dependencies.requiresPython : undefined;
  const python =
    asked ?? [defaultPython, ...VERSIONS].find((minor) => fitsPython(requires ?? '', minor));
  if (python !== undefined) return { image: baseImage.replaceAll(PLACE, python), python };
  throw new DeployError(
    'PYTHON_UNKNOWN',
    `${plugin}/${app.name} needs Python ${requires}, and none of ${VERSIONS.join(', ')} is that.`,
    { ...where, remedy: 'Name a version as "python" in container.json.' },
  );
}
