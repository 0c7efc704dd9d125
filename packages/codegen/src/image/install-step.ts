import {
  BUILD_CA_BUNDLE,
  BUILD_ENVIRONMENT_DIRECTORY,
  BUILD_PLACE_SCRIPT,
  type BuilderKind,
} from '@celeriac/deployment';
import type { Instruction, Mount } from '../dockerfile/instruction.ts';

/** What downloads are made with, from the place of the build and never from this text. */
const PLACE = [
  'set -eu',
  `ca=/${BUILD_CA_BUNDLE}`,
  'if [ -s "$ca" ]; then export SSL_CERT_FILE="$ca" PIP_CERT="$ca" REQUESTS_CA_BUNDLE="$ca" MAMBA_SSL_VERIFY="$ca"; fi',
  `. /${BUILD_PLACE_SCRIPT}`,
  // An index that does not answer is told within a minute.
  'export PIP_DEFAULT_TIMEOUT=15 PIP_RETRIES=1 UV_HTTP_TIMEOUT=25 UV_HTTP_CONNECT_TIMEOUT=10 UV_HTTP_RETRIES=1',
].join('; ');

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
  const argv = ['/bin/sh', '-c', `${PLACE}; ${script}`, 'sh', ...(options.args ?? [])];
  if (options.dialect === 'classic') return { kind: 'run', argv };
  const mounts: readonly Mount[] = [
    { kind: 'cache', target: options.cache },
    {
      kind: 'bind',
      source: BUILD_ENVIRONMENT_DIRECTORY,
      target: `/${BUILD_ENVIRONMENT_DIRECTORY}`,
    },
    ...(options.mounts ?? []),
  ];
  return { kind: 'run', argv, mounts };
}
