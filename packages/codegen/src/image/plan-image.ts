import {
  type BuildPlan,
  type ContextFile,
  imageRepository,
  MANIFEST_LABEL,
  toLabels,
} from '@celeriac/deployment';
import type { AppModel } from '@celeriac/plugin';
import { sha256Hex, toManifest } from '@celeriac/signature';
import { CodegenError } from '../codegen-error.ts';
import { renderDockerfile, renderInstruction } from '../dockerfile/render-dockerfile.ts';
import { type ImageOptions, UV_VERSION } from './image-options.ts';
import { CONTEXT_PATHS, WORKER_REQUIREMENTS } from './image-paths.ts';
import { planInstructions } from './plan-instructions.ts';
import { renderCeleryMain } from './render-celery-main.ts';
import { renderFunctionTable } from './render-function-table.ts';

/**
 * Plans the image of one app: its Dockerfile, the files of its context, its labels and its tag.
 *
 * The tag is a hash of all of these, so the same app, options and generator give the same plan to
 * the byte, and an image of that tag needs no build. An app whose `container.json` names a ready
 * `image` is not built and needs no plan.
 *
 * Throws `CodegenError` with `INVALID_BASE_IMAGE`, `MISSING_DEPENDENCY_FILE` or `UNQUOTABLE`.
 */
export function planImage(app: AppModel, options: ImageOptions): BuildPlan {
  const { dialect, baseImage } = options;
  const instructions = planInstructions({
    base: baseImage,
    packages: app.container.packages,
    dialect,
    uvVersion: options.uvVersion ?? UV_VERSION,
    requirementsFile: app.dependencies.kind === 'pip' ? app.dependencies.file : undefined,
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
  };
}

function planFiles(
  app: AppModel,
  options: ImageOptions & { readonly dockerfile: string },
): readonly ContextFile[] {
  const { dependencies, runtime } = CONTEXT_PATHS;
  const text = (path: string, content: string): ContextFile => ({
    kind: 'text',
    path,
    text: content,
  });
  const files: ContextFile[] = [
    text(CONTEXT_PATHS.dockerfile, options.dockerfile),
    text(`${CONTEXT_PATHS.app}/main.py`, renderCeleryMain()),
    text(`${CONTEXT_PATHS.app}/functions.json`, renderFunctionTable(app.functions, options)),
    text(`${dependencies}/${WORKER_REQUIREMENTS}`, `${options.runtime.requirements.join('\n')}\n`),
    ...planDependencyFiles(app),
    ...options.runtime.files.map((file) => onDisk(`${runtime}/${file.path}`, file)),
    ...app.files.map((file) => onDisk(`${CONTEXT_PATHS.app}/code/${file.path}`, file)),
  ];
  return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The file as the user wrote it, so that an installer's message names a line of it. */
function planDependencyFiles(app: AppModel): readonly ContextFile[] {
  if (app.dependencies.kind === 'none') return [];
  const name = app.dependencies.file;
  const file = app.files.find(({ path }) => path === name);
  if (file === undefined)
    throw new CodegenError(
      'MISSING_DEPENDENCY_FILE',
      `The app "${app.name}" has its dependencies in ${name}, which is none of its files.`,
      `Take ${name} out of .dockerignore and .gitignore.`,
    );
  return [onDisk(`${CONTEXT_PATHS.dependencies}/${name}`, file)];
}

function onDisk(
  path: string,
  file: {
    readonly absolutePath: string;
    readonly bytes: number;
    readonly executable: boolean;
    readonly sha256: string;
  },
): ContextFile {
  const { absolutePath, bytes, executable, sha256 } = file;
  return { kind: 'disk', path, absolutePath, bytes, executable, sha256 };
}

function planLabels(app: AppModel, options: ImageOptions): Readonly<Record<string, string>> {
  const { plugin, pluginVersion, contract, baseImage } = options;
  const functions = app.functions.map(({ signature }) => signature);
  return {
    ...toLabels({ plugin, app: app.name }),
    'org.opencontainers.image.title': `${plugin}/${app.name}`,
    'org.opencontainers.image.version': pluginVersion,
    'org.opencontainers.image.base.name': baseImage,
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
