import { type BuildPlan, imageRepository, toLabels } from '@celeriac/deployment';
import type { AppModel } from '@celeriac/plugin';
import { renderDockerfile, renderInstruction } from '../dockerfile/render-dockerfile.ts';
import { toCondaTool } from './conda-tool.ts';
import { diskFile, sortFiles, textFile } from './context-file.ts';
import { hashInputs, toDependencyInputs } from './dependency-inputs.ts';
import { planLockStages } from './dependency-stages.ts';
import { CONDA_INSTALLER, type InstallOptions, UV_VERSION } from './image-options.ts';
import { BUILD_PATHS, CONTEXT_PATHS, INPUT_FILES } from './image-paths.ts';
import { labelStages } from './label-stages.ts';

/** A build whose end is a lock: a file of an image that nobody runs. */
export interface LockPlan {
  readonly build: BuildPlan;
  /** Path of the lock's text in what is built. */
  readonly output: string;
}

/** The hash that a lock of this app must have been made from; see `AppLock`. */
export function lockInputs(
  app: AppModel,
  options: Pick<InstallOptions, 'runtime' | 'python'>,
): string {
  return hashInputs(toDependencyInputs(app, options), options.python);
}

/**
 * Plans how the dependencies of an app are resolved, together with the worker's own.
 *
 * `moment` is a text that no other plan has: what an index offers changes, and no cache of a builder
 * may answer for it. With `previous`, the text of an earlier lock, versions stay where they can.
 */
export function planLock(
  app: AppModel,
  options: InstallOptions,
  { moment, previous = '' }: { readonly moment: string; readonly previous?: string },
): LockPlan {
  const { plugin, dialect, baseImage, platform, condaInstaller = CONDA_INSTALLER } = options;
  const inputs = toDependencyInputs(app, options);
  const ownerLabels = toLabels({ plugin, app: app.name });
  const stages = planLockStages({
    base: baseImage,
    system: baseImage,
    dialect,
    uvVersion: options.uvVersion ?? UV_VERSION,
    condaInstaller: inputs.conda === undefined ? undefined : condaInstaller,
  });
  const planned = stages.map((instruction) => ({ layer: 'dependencies' as const, instruction }));
  const instructions = labelStages(planned, { dialect, ownerLabels });
  const folder = CONTEXT_PATHS.inputs;
  const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');
  const build: BuildPlan = {
    image: `${imageRepository(plugin, app.name)}.lock:${moment}`,
    dialect,
    dockerfile: CONTEXT_PATHS.dockerfile,
    files: sortFiles([
      textFile(
        CONTEXT_PATHS.dockerfile,
        renderDockerfile(instructions.map(({ instruction }) => instruction)),
      ),
      textFile(`${folder}/${INPUT_FILES.worker}`, lines(inputs.worker)),
      textFile(`${folder}/${INPUT_FILES.app}`, lines(inputs.app)),
      textFile(`${folder}/${INPUT_FILES.constraints}`, lines(inputs.constraints)),
      textFile(`${folder}/${INPUT_FILES.moment}`, moment),
      textFile(`${folder}/${BUILD_PATHS.lock}`, previous),
      ...inputs.archives.map((file) => diskFile(`${folder}/${file.path}`, file)),
      ...(inputs.conda === undefined
        ? []
        : [
            ...toCondaTool(options.runtime),
            textFile(`${CONTEXT_PATHS.conda}/${BUILD_PATHS.environmentFile}`, inputs.conda),
          ]),
    ]),
    steps: instructions.map(({ layer, instruction }) => ({
      layer,
      instruction: renderInstruction(instruction),
    })),
    labels: ownerLabels,
    ...(platform !== undefined && { platform }),
  };
  return { build, output: `${BUILD_PATHS.directory}/${BUILD_PATHS.lock}` };
}
