import type { BuilderKind } from '@celeriac/deployment';
import type { Instruction } from '../dockerfile/instruction.ts';
import { CONTEXT_PATHS, BUILD_PATHS, IMAGE_PATHS } from './image-paths.ts';
import { beginInstall, installStep } from './install-step.ts';

const MICROMAMBA_PATH = '/usr/local/bin/micromamba';

const DOWNLOAD = [
  'import os, sys, urllib.request',
  'urllib.request.urlretrieve(sys.argv[1], sys.argv[2])',
  'os.chmod(sys.argv[2], 0o755)',
].join('; ');

/** Plans the stage `conda`, which has the environment of conda's packages and nothing of an index. */
export function planCondaStages(plan: {
  readonly base: string;
  readonly system: string;
  readonly dialect: BuilderKind;
  /** Image or URL. */
  readonly micromamba: string;
}): readonly Instruction[] {
  const { dialect, micromamba } = plan;
  const isUrl = /^https?:\/\//.test(micromamba);
  const fetched: readonly Instruction[] = isUrl
    ? [
        { kind: 'from', image: plan.base, stage: 'micromamba' },
        ...beginInstall(dialect),
        installStep('exec python3 -c "$@"', {
          args: [DOWNLOAD, micromamba, '/bin/micromamba'],
          cache: '/root/.cache/micromamba',
          dialect,
        }),
      ]
    : [{ kind: 'from', image: micromamba, stage: 'micromamba' }];
  const create =
    `export MAMBA_ROOT_PREFIX=/opt/mamba; exec ${MICROMAMBA_PATH} create --yes --quiet ` +
    `--prefix ${IMAGE_PATHS.environment} --file ${BUILD_PATHS.conda}/${BUILD_PATHS.environmentFile}`;
  return [
    ...fetched,
    { kind: 'from', image: plan.system, stage: 'conda' },
    ...beginInstall(dialect),
    { kind: 'copy', from: 'micromamba', sources: ['/bin/micromamba'], target: MICROMAMBA_PATH },
    { kind: 'copy', sources: [`${CONTEXT_PATHS.conda}/`], target: `${BUILD_PATHS.conda}/` },
    installStep(create, { cache: '/opt/mamba/pkgs', dialect }),
  ];
}
