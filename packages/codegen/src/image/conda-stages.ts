import type { BuilderKind } from '@celeriac/deployment';
import type { Instruction } from '../dockerfile/instruction.ts';
import { RATTLER_VERSION } from './image-options.ts';
import { BUILD_PATHS, CONTEXT_PATHS, IMAGE_PATHS } from './image-paths.ts';
import { beginInstall, installStep } from './install-step.ts';

const MICROMAMBA = '/usr/local/bin/micromamba';
const RATTLER = '/opt/rattler';

const DOWNLOAD = [
  'import io, os, socket, sys, tarfile, urllib.request',
  'url, target = sys.argv[1:]',
  // It answers in time, or the build says that it does not.
  'socket.setdefaulttimeout(25)',
  'data = urllib.request.urlopen(url).read()',
  'packed = not data.startswith(b"\\x7fELF")',
  'open(target, "wb").write(tarfile.open(fileobj=io.BytesIO(data)).extractfile("bin/micromamba").read() if packed else data)',
  'os.chmod(target, 0o755)',
].join('; ');

/** Plans the stage `conda`, which has the environment of conda's packages and nothing of an index. */
export function planCondaStages(plan: {
  readonly base: string;
  readonly system: string;
  readonly dialect: BuilderKind;
  /** Image, URL or `rattler`. */
  readonly installer: string;
}): readonly Instruction[] {
  const { dialect } = plan;
  const isRattler = plan.installer === 'rattler';
  const words = isRattler ? `${RATTLER}/bin/python` : 'python3';
  const [name, from] = isRattler ? ['rattler', RATTLER] : ['micromamba', '/bin/micromamba'];
  const directory = BUILD_PATHS.conda;
  return [
    ...planInstaller(plan),
    { kind: 'from', image: plan.system, stage: 'conda' },
    ...beginInstall(dialect),
    { kind: 'copy', from: name, sources: [from], target: isRattler ? RATTLER : MICROMAMBA },
    { kind: 'copy', sources: [`${CONTEXT_PATHS.conda}/`], target: `${directory}/` },
    installStep(
      `exec ${words} -B ${directory}/conda.py ${name} ${directory} ${IMAGE_PATHS.environment}`,
      { cache: '/opt/mamba/pkgs', dialect },
    ),
  ];
}

/** The stage that has the installer, named for it. */
function planInstaller({
  base,
  dialect,
  installer,
}: {
  readonly base: string;
  readonly dialect: BuilderKind;
  readonly installer: string;
}): readonly Instruction[] {
  if (installer === 'rattler')
    return [
      { kind: 'from', image: base, stage: 'rattler' },
      ...beginInstall(dialect),
      installFromIndex(RATTLER, { requirement: `py-rattler==${RATTLER_VERSION}`, dialect }),
    ];
  if (!/^https?:\/\//.test(installer))
    return [{ kind: 'from', image: installer, stage: 'micromamba' }];
  return [
    { kind: 'from', image: base, stage: 'micromamba' },
    ...beginInstall(dialect),
    installStep('exec python3 -c "$@"', {
      args: [DOWNLOAD, installer, '/bin/micromamba'],
      cache: '/root/.cache/micromamba',
      dialect,
    }),
  ];
}

/** A RUN that makes a virtual environment for a tool of the build, by the base image's own pip. */
export function installFromIndex(
  environment: string,
  { requirement, dialect }: { readonly requirement: string; readonly dialect: BuilderKind },
): Instruction {
  const cached = dialect === 'classic' ? '--no-cache-dir ' : '';
  return installStep(
    `python3 -m venv ${environment}; exec ${environment}/bin/pip install ${cached}--disable-pip-version-check "$@"`,
    { args: [requirement], dialect, cache: '/root/.cache/pip' },
  );
}
