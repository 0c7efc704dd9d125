import type { BuilderKind } from '@celeriac/deployment';
import type { Instruction } from '../dockerfile/instruction.ts';
import { installFromIndex, planCondaStages } from './conda-stages.ts';
import { BUILD_PATHS, CONTEXT_PATHS, IMAGE_PATHS, INPUT_FILES } from './image-paths.ts';
import { beginInstall, installStep } from './install-step.ts';
import { CONDA_MARK } from './lock-text.ts';

const TOOLS = '/opt/tools';
const UV = '/usr/local/bin/uv';
const UV_CACHE = '/root/.cache/uv';

/** What the stages of an image's dependencies are planned from. */
export interface DependencyPlan {
  readonly base: string;
  /** Stage or image that the app runs in: it has the Debian packages of the app. */
  readonly system: string;
  readonly dialect: BuilderKind;
  readonly uvVersion: string;
  /** What installs packages of conda, for apps that have some. */
  readonly condaInstaller: string | undefined;
}

/** The stages before an image's own, and how it comes to its environment. */
export interface PlannedDependencies {
  readonly stages: readonly Instruction[];
  /** Of the final stage. */
  readonly take: Instruction;
}

/**
 * Plans the stages `tools`, which has uv, and where they are needed `conda` and `dependencies`, which
 * has the environment that the lock describes. Nothing of these but the environment is in an image.
 *
 * BuildKit makes the environment where it stays, by tools that are mounted: nothing is copied.
 */
export function planDependencies(plan: DependencyPlan): PlannedDependencies {
  const { dialect, condaInstaller } = plan;
  if (dialect === 'buildkit' && condaInstaller === undefined)
    return { stages: planToolsStage(plan), take: IN_PLACE };
  const path = IMAGE_PATHS.environment;
  return {
    stages: planDependencyStages(plan),
    take: { kind: 'copy', from: 'dependencies', sources: [path], target: path },
  };
}

function planDependencyStages(plan: DependencyPlan): readonly Instruction[] {
  const { dialect, condaInstaller: installer } = plan;
  const isConda = installer !== undefined;
  return [
    ...planToolsStage(plan),
    ...(isConda ? planCondaStages({ ...plan, installer }) : []),
    { kind: 'from', image: isConda ? 'conda' : plan.system, stage: 'dependencies' },
    ...beginInstall(dialect),
    COPY_UV,
    {
      kind: 'copy',
      sources: [`${CONTEXT_PATHS.dependencies}/`],
      target: `${BUILD_PATHS.directory}/`,
    },
    installStep(
      `${uvSettings(dialect)}; ${isConda ? '' : MAKE}cd ${BUILD_PATHS.directory}; exec ${UV} ${INSTALL}`,
      { dialect, cache: UV_CACHE },
    ),
  ];
}

/**
 * Plans the stages that end with a lock: what worker and app ask for, resolved together by the Python
 * of the image, for every platform.
 */
export function planLockStages(plan: DependencyPlan): readonly Instruction[] {
  const { dialect, condaInstaller: installer } = plan;
  const { worker, app, constraints } = INPUT_FILES;
  const isConda = installer !== undefined;
  const python = isConda ? IMAGE_PATHS.python : 'python3';
  // What conda has installed stays as it is, whatever it notes of where that came from.
  const installed = `${UV} pip list --format freeze --python ${python} >> ${constraints}; `;
  const lock = BUILD_PATHS.lock;
  const kept = `sed 's|^|${CONDA_MARK}|' ${BUILD_PATHS.conda}/${BUILD_PATHS.condaLock} | cat - ${lock} > whole; mv whole ${lock}`;
  return [
    ...planToolsStage(plan),
    ...(isConda ? planCondaStages({ ...plan, installer }) : []),
    { kind: 'from', image: isConda ? 'conda' : plan.base, stage: 'lock' },
    ...beginInstall(dialect),
    COPY_UV,
    { kind: 'copy', sources: [`${CONTEXT_PATHS.inputs}/`], target: `${BUILD_PATHS.directory}/` },
    installStep(
      `${uvSettings(dialect)}; cd ${BUILD_PATHS.directory}; ${isConda ? installed : ''}` +
        `minor=$(${python} -c 'import sys; print("%d.%d" % sys.version_info[:2])'); ` +
        `${UV} pip compile --quiet --universal --generate-hashes --no-header --python ${python} --python-version "$minor" ` +
        `--constraints ${constraints} --output-file ${lock} ${worker} ${app}${isConda ? `; ${kept}` : ''}`,
      { dialect, cache: UV_CACHE },
    ),
  ];
}

const COPY_UV: Instruction = {
  kind: 'copy',
  from: 'tools',
  sources: [`${TOOLS}/bin/uv`],
  target: UV,
};

function planToolsStage({ base, dialect, uvVersion }: DependencyPlan): readonly Instruction[] {
  return [
    { kind: 'from', image: base, stage: 'tools' },
    ...beginInstall(dialect),
    installFromIndex(TOOLS, { requirement: `uv==${uvVersion}`, dialect }),
  ];
}

const MAKE = `python3 -m venv --without-pip ${IMAGE_PATHS.environment}; `;
const INSTALL = `pip install --python ${IMAGE_PATHS.python} --no-deps --require-hashes --compile-bytecode -r ${BUILD_PATHS.lock}`;

function uvSettings(dialect: BuilderKind): string {
  return `export UV_LINK_MODE=copy UV_NO_PROGRESS=1 UV_PYTHON_DOWNLOADS=never${dialect === 'classic' ? ' UV_NO_CACHE=1' : ''}`;
}

const MOUNTED_TOOLS = '/run/celeriac/tools';
const MOUNTED_INPUTS = '/run/celeriac/dependencies';

const IN_PLACE: Instruction = installStep(
  `${uvSettings('buildkit')}; ${MAKE}cd ${MOUNTED_INPUTS}; exec ${MOUNTED_TOOLS}/uv ${INSTALL}`,
  {
    dialect: 'buildkit',
    cache: UV_CACHE,
    mounts: [
      { kind: 'bind', from: 'tools', source: `${TOOLS}/bin`, target: MOUNTED_TOOLS },
      { kind: 'bind', source: CONTEXT_PATHS.dependencies, target: MOUNTED_INPUTS },
    ],
  },
);
