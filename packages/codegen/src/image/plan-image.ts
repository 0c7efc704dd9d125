import {
  type BuildPlan,
  type ContextFile,
  imageRepository,
  LAYERS_LABEL,
  MANIFEST_LABEL,
  toLabels,
} from '@celeriac/deployment';
import type { AppModel } from '@celeriac/plugin';
import { sha256Hex, toManifest } from '@celeriac/signature';
import { renderDockerfile, renderInstruction } from '../dockerfile/render-dockerfile.ts';
import { toCondaTool } from './conda-tool.ts';
import { diskFile, sortFiles, textFile } from './context-file.ts';
import { toDependencyInputs } from './dependency-inputs.ts';
import { CONDA_INSTALLER, type ImageOptions, UV_VERSION } from './image-options.ts';
import { BUILD_PATHS, CONTEXT_PATHS, IMAGE_PATHS, SBOM_FILE } from './image-paths.ts';
import { toLayerInputs } from './layer-inputs.ts';
import { splitLock } from './lock-text.ts';
import { planInstructions } from './plan-instructions.ts';
import { renderCeleryMain } from './render-celery-main.ts';
import { renderFunctionTable } from './render-function-table.ts';
import { renderSbom } from './render-sbom.ts';

/**
 * Plans the image of one app: its Dockerfile, the files of its context, its labels and its tag.
 *
 * The tag is a hash of all of these, so the same app, options and generator give the same plan to
 * the byte, and an image of that tag needs no build. An app whose `container.json` names a ready
 * `image` is not built and needs no plan.
 *
 * Throws `CodegenError` with `INVALID_BASE_IMAGE` or `UNQUOTABLE`.
 */
export function planImage(app: AppModel, options: ImageOptions): BuildPlan {
  const { dialect, baseImage, platform, condaInstaller = CONDA_INSTALLER } = options;
  const instructions = planInstructions({
    base: baseImage,
    packages: app.container.packages,
    dialect,
    uvVersion: options.uvVersion ?? UV_VERSION,
    condaInstaller: app.dependencies.kind === 'conda' ? condaInstaller : undefined,
    ownerLabels: toLabels({ plugin: options.plugin, app: app.name }),
  });
  const dockerfile = renderDockerfile(instructions.map(({ instruction }) => instruction));
  const files = planFiles(app, { ...options, dockerfile });
  const labels = planLabels(app, options);
  return {
    image: `${imageRepository(options.plugin, app.name)}:${planTag(files, labels)}`,
    dialect,
    dockerfile: CONTEXT_PATHS.dockerfile,
    files,
    steps: instructions.map(({ layer, instruction }) => ({
      layer,
      instruction: renderInstruction(instruction),
    })),
    labels,
    ...(platform !== undefined && { platform }),
  };
}

function planFiles(
  app: AppModel,
  options: ImageOptions & { readonly dockerfile: string },
): readonly ContextFile[] {
  const { dependencies, runtime, conda } = CONTEXT_PATHS;
  const inputs = toDependencyInputs(app, options);
  const lock = splitLock(options.lock);
  return sortFiles([
    textFile(CONTEXT_PATHS.dockerfile, options.dockerfile),
    textFile(`${CONTEXT_PATHS.app}/main.py`, renderCeleryMain()),
    textFile(`${CONTEXT_PATHS.app}/functions.json`, renderFunctionTable(app.functions, options)),
    textFile(`${CONTEXT_PATHS.app}/${SBOM_FILE}`, renderSbom(app, options)),
    textFile(`${dependencies}/${BUILD_PATHS.lock}`, lock.pip),
    ...inputs.archives.map((file) => diskFile(`${dependencies}/${file.path}`, file)),
    ...(inputs.conda === undefined
      ? []
      : [
          ...toCondaTool(options.runtime),
          textFile(
            `${conda}/${BUILD_PATHS.condaLock}`,
            lock.conda.map((line) => `${line}\n`).join(''),
          ),
        ]),
    ...options.runtime.files.map((file) => diskFile(`${runtime}/${file.path}`, file)),
    ...app.files.map((file) => diskFile(`${CONTEXT_PATHS.app}/code/${file.path}`, file)),
  ]);
}

function planLabels(app: AppModel, options: ImageOptions): Readonly<Record<string, string>> {
  const { plugin, pluginVersion, contract, baseImage } = options;
  const functions = app.functions.map(({ signature }) => signature);
  const digest = baseImage.split('@')[1];
  return {
    ...toLabels({ plugin, app: app.name }),
    'org.opencontainers.image.title': `${plugin}/${app.name}`,
    'org.opencontainers.image.version': pluginVersion,
    'org.opencontainers.image.base.name': baseImage,
    ...(digest !== undefined && { 'org.opencontainers.image.base.digest': digest }),
    'io.celeriac.runtime': options.runtime.version,
    'io.celeriac.sbom': `${IMAGE_PATHS.app}/${SBOM_FILE}`,
    [LAYERS_LABEL]: JSON.stringify(toLayerInputs(app, options)),
    [MANIFEST_LABEL]: JSON.stringify(toManifest({ plugin, app: app.name, contract, functions })),
  };
}

function planTag(files: readonly ContextFile[], labels: Readonly<Record<string, string>>): string {
  const contents = files.map((file) =>
    file.kind === 'text'
      ? [file.path, sha256Hex(file.text), file.executable === true]
      : [file.path, file.sha256, file.executable],
  );
  return sha256Hex(JSON.stringify([contents, Object.entries(labels).sort()])).slice(0, 16);
}
