import type { BuildStep, LayerInputs } from '@celeriac/deployment';
import type { AppModel } from '@celeriac/plugin';
import { sha256Hex } from '@celeriac/signature';
import { CONDA_INSTALLER, type ImageOptions, UV_VERSION } from './image-options.ts';
import { renderCeleryMain } from './render-celery-main.ts';
import { toDependencyInputs } from './dependency-inputs.ts';

/** More files than this are told as one: a label is not the place for long lists. */
const MOST_FILES = 100;

/**
 * What each layer of an app's image is made from, by name: `logic.py`, `requirements.lock`, `base
 * image`. Of two images, what differs here is what a build of the second does anew.
 */
export function toLayerInputs(app: AppModel, options: ImageOptions): LayerInputs {
  const { baseImage, platform, runtime, lock, contract, plugin, pluginVersion } = options;
  const { uvVersion = UV_VERSION, condaInstaller = CONDA_INSTALLER } = options;
  const { conda, archives } = toDependencyInputs(app, options);
  return {
    base: { 'base image': baseImage, ...(platform !== undefined && { platform }) },
    packages: Object.fromEntries(app.container.packages.map((name) => [name, 'asked for'])),
    dependencies: {
      'requirements.lock': toShort(lock),
      uv: uvVersion,
      ...(conda !== undefined && { 'conda installer': condaInstaller }),
      ...toFiles(archives, 'archives'),
    },
    runtime: { 'worker runtime': toShort(JSON.stringify(runtime.files.map(toPair))) },
    code: {
      ...toFiles(app.files, 'files'),
      signatures: contract,
      main: toShort(renderCeleryMain()),
      'plugin version': `${plugin} ${pluginVersion}`,
    },
  };
}

const ORDER: readonly BuildStep['layer'][] = [
  'base',
  'packages',
  'dependencies',
  'runtime',
  'code',
];

/** What becomes of one layer when an image is built after another. */
export interface LayerChange {
  readonly layer: BuildStep['layer'];
  readonly action: 'reused' | 'built';
  /** Why it is built, in words: `logic.py changed`, `numpy added`, `base is built`. */
  readonly reasons: readonly string[];
}

/** Compares the layers of two images, from the base up; all are built where there was none. */
export function compareLayers(
  before: LayerInputs | undefined,
  after: LayerInputs,
): readonly LayerChange[] {
  const built = new Set<BuildStep['layer']>();
  return ORDER.filter((layer) => Object.keys(after[layer]).length > 0).map((layer) => {
    const own =
      before === undefined ? ['not built yet'] : compareInputs(before[layer], after[layer]);
    // Code and runtime lie on all below them; yet what they are made from need not be made again.
    const below = [...built].filter((other) => other === 'base' || other === 'packages');
    const reasons = own.length > 0 ? own : below.map((other) => `${other} is built`).slice(0, 1);
    if (reasons.length > 0) built.add(layer);
    return { layer, action: reasons.length > 0 ? 'built' : 'reused', reasons };
  });
}

type Inputs = Readonly<Record<string, string>>;

function compareInputs(before: Inputs, after: Inputs): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const [was, is] = [
      Object.hasOwn(before, name) ? before[name] : undefined,
      Object.hasOwn(after, name) ? after[name] : undefined,
    ];
    if (was === is) return [];
    return [`${name} ${was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'}`];
  });
}

function toFiles(files: AppModel['files'], name: string): Inputs {
  if (files.length === 0) return {};
  if (files.length > MOST_FILES) return { [name]: toShort(JSON.stringify(files.map(toPair))) };
  return Object.fromEntries(
    files.map(({ path, sha256, executable }) => [
      path,
      `${sha256.slice(0, 12)}${executable ? 'x' : ''}`,
    ]),
  );
}

function toPair({ path, sha256, executable }: AppModel['files'][number]): readonly unknown[] {
  return [path, sha256, executable];
}

function toShort(text: string): string {
  return sha256Hex(text).slice(0, 12);
}
