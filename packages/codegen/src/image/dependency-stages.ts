import {
  BUILD_CA_BUNDLE,
  BUILD_ENVIRONMENT_DIRECTORY,
  type BuilderKind,
  INDEX_URL_ARGUMENT,
} from '@celeriac/deployment';
import type { Instruction, Mount } from '../dockerfile/instruction.ts';
import { CONTEXT_PATHS, IMAGE_PATHS, WORKER_REQUIREMENTS } from './image-paths.ts';

const TOOLS = '/opt/tools';
const BUILD = '/build';

/** What downloads are made with, from the place of the build and never from this text. */
const PLACE = [
  'set -eu',
  `ca=/${BUILD_CA_BUNDLE}`,
  'if [ -s "$ca" ]; then export SSL_CERT_FILE="$ca" PIP_CERT="$ca" REQUESTS_CA_BUNDLE="$ca"; fi',
  `index="\${${INDEX_URL_ARGUMENT}:-}"`,
  'if [ -n "$index" ]; then export PIP_INDEX_URL="$index" UV_DEFAULT_INDEX="$index"; fi',
].join('; ');

/**
 * Plans the stages `tools`, which has uv, and `dependencies`, which has the virtual environment.
 *
 * Worker and app are resolved together, so that neither replaces a package of the other. Nothing of
 * these stages but the environment is in an image.
 */
export function planDependencyStages(plan: {
  readonly base: string;
  /** Stage or image that the app runs in: it has the Debian packages of the app. */
  readonly system: string;
  readonly dialect: BuilderKind;
  readonly uvVersion: string;
  /** The app's own file of requirements within the context's folder. */
  readonly requirementsFile: string | undefined;
}): readonly Instruction[] {
  const { dialect } = plan;
  const arg: Instruction = { kind: 'arg', name: INDEX_URL_ARGUMENT };
  const files = [
    WORKER_REQUIREMENTS,
    ...(plan.requirementsFile === undefined ? [] : [plan.requirementsFile]),
  ];
  return [
    { kind: 'from', image: plan.base, stage: 'tools' },
    arg,
    ...copyPlace(dialect),
    run(
      `${PLACE}; python3 -m venv ${TOOLS}; exec ${TOOLS}/bin/pip install ${dialect === 'classic' ? '--no-cache-dir ' : ''}--disable-pip-version-check "$@"`,
      { args: [`uv==${plan.uvVersion}`], dialect, cache: '/root/.cache/pip' },
    ),
    { kind: 'from', image: plan.system, stage: 'dependencies' },
    arg,
    { kind: 'copy', from: 'tools', sources: [`${TOOLS}/bin/uv`], target: '/usr/local/bin/uv' },
    ...copyPlace(dialect),
    { kind: 'copy', sources: [`${CONTEXT_PATHS.dependencies}/`], target: `${BUILD}/` },
    run(
      `${PLACE}; export UV_LINK_MODE=copy UV_NO_PROGRESS=1 UV_PYTHON_DOWNLOADS=never${dialect === 'classic' ? ' UV_NO_CACHE=1' : ''}; python3 -m venv --without-pip ${IMAGE_PATHS.environment}; cd ${BUILD}; exec uv pip install --python ${IMAGE_PATHS.python} --compile-bytecode "$@"`,
      { args: files.flatMap((file) => ['-r', file]), dialect, cache: '/root/.cache/uv' },
    ),
  ];
}

/** The classic builder has no mounts; these stages are thrown away, so a copy does no harm. */
function copyPlace(dialect: BuilderKind): readonly Instruction[] {
  if (dialect === 'buildkit') return [];
  const directory = `${BUILD_ENVIRONMENT_DIRECTORY}/`;
  return [{ kind: 'copy', sources: [directory], target: `/${directory}` }];
}

function run(
  script: string,
  options: {
    readonly args: readonly string[];
    readonly dialect: BuilderKind;
    readonly cache: string;
  },
): Instruction {
  const argv = ['/bin/sh', '-c', script, 'sh', ...options.args];
  if (options.dialect === 'classic') return { kind: 'run', argv };
  const mounts: readonly Mount[] = [
    { kind: 'cache', target: options.cache },
    {
      kind: 'bind',
      source: BUILD_ENVIRONMENT_DIRECTORY,
      target: `/${BUILD_ENVIRONMENT_DIRECTORY}`,
    },
  ];
  return { kind: 'run', argv, mounts };
}
