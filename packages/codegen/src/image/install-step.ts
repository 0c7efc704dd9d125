import {
  BUILD_CA_BUNDLE,
  BUILD_ENVIRONMENT_DIRECTORY,
  BUILD_PLACE_SCRIPT,
  BUILD_PLACE_SECRET,
  BUILD_PLACE_SECRET_FILE,
  type BuilderKind,
} from '@celeriac/deployment';
import type { Instruction, Mount } from '../dockerfile/instruction.ts';

/** The CA bundle of the place as a text for the shell; empty where there is none. */
const FIND_CA = `ca=/${BUILD_CA_BUNDLE}`;

/** What downloads are made with, from the place of the build and never from this text. */
function readPlace(dialect: BuilderKind): string {
  const script =
    dialect === 'classic'
      ? `. /${BUILD_PLACE_SCRIPT}`
      : `if [ -s ${BUILD_PLACE_SECRET_FILE} ]; then . ${BUILD_PLACE_SECRET_FILE}; fi`;
  return [
    'set -eu',
    FIND_CA,
    'if [ -s "$ca" ]; then export SSL_CERT_FILE="$ca" PIP_CERT="$ca" REQUESTS_CA_BUNDLE="$ca" MAMBA_SSL_VERIFY="$ca"; fi',
    script,
    // An index that does not answer is told within a minute.
    'export PIP_DEFAULT_TIMEOUT=15 PIP_RETRIES=1 UV_HTTP_TIMEOUT=20 UV_HTTP_CONNECT_TIMEOUT=10 UV_HTTP_RETRIES=1',
  ].join('; ');
}

/** A stage's instructions before its first `installStep`: the files of the place, where they are no mount. */
export function beginInstall(dialect: BuilderKind): readonly Instruction[] {
  if (dialect === 'buildkit') return [];
  // The classic builder has no mounts; these stages are thrown away, so a copy does no harm.
  const directory = `${BUILD_ENVIRONMENT_DIRECTORY}/`;
  return [{ kind: 'copy', sources: [directory], target: `/${directory}` }];
}

/** A RUN that downloads: a shell script of ours with arguments, by the settings of the place. */
export function installStep(
  script: string,
  options: {
    readonly args?: readonly string[];
    readonly dialect: BuilderKind;
    /** A directory that builds share, where the builder can. */
    readonly cache: string;
    /** What else BuildKit shows it. */
    readonly mounts?: readonly Mount[];
  },
): Instruction {
  const place = readPlace(options.dialect);
  const argv = ['/bin/sh', '-c', `${place}; ${script}`, 'sh', ...(options.args ?? [])];
  if (options.dialect === 'classic') return { kind: 'run', argv };
  const mounts: readonly Mount[] = [
    { kind: 'cache', target: options.cache },
    PLACE_MOUNT,
    { kind: 'secret', id: BUILD_PLACE_SECRET },
    ...(options.mounts ?? []),
  ];
  return { kind: 'run', argv, mounts };
}

const PLACE_MOUNT: Mount = {
  kind: 'bind',
  source: BUILD_ENVIRONMENT_DIRECTORY,
  target: `/${BUILD_ENVIRONMENT_DIRECTORY}`,
};

/** A mirror that does not answer is told within a minute, and as what it is. */
const APT_OPTIONS = [
  ...['Acquire::Retries=0', 'Acquire::http::Timeout=20', 'Acquire::https::Timeout=20'],
  'APT::Update::Error-Mode=any',
]
  .map((option) => `-o ${option}`)
  .join(' ');

/**
 * A RUN that installs Debian packages, its arguments. A mirror that is reached by HTTPS is verified
 * with the CA bundle of the place, with BuildKit: the layer stays in the image, and the classic
 * builder could not show it a file that does not.
 */
export function packagesStep(packages: readonly string[], dialect: BuilderKind): Instruction {
  const run = (script: string): readonly string[] => ['/bin/sh', '-c', script, 'sh', ...packages];
  const install =
    'export DEBIAN_FRONTEND=noninteractive; apt-get $apt update; apt-get $apt install -y --no-install-recommends -- "$@"; rm -rf /var/lib/apt/lists/*';
  const begin = `set -eu; apt="${APT_OPTIONS}"`;
  if (dialect === 'classic') return { kind: 'run', argv: run(`${begin}; ${install}`) };
  const trust = `${FIND_CA}; if [ -s "$ca" ]; then apt="$apt -o Acquire::https::CaInfo=$ca"; fi`;
  return { kind: 'run', argv: run(`${begin}; ${trust}; ${install}`), mounts: [PLACE_MOUNT] };
}
