import {
  BUILD_CA_BUNDLE,
  BUILD_ENVIRONMENT_DIRECTORY,
  type BuilderKind,
  EXTRA_INDEX_URLS_ARGUMENT,
  FIND_LINKS_ARGUMENT,
  INDEX_URL_ARGUMENT,
} from '@celeriac/deployment';
import type { Instruction, Mount } from '../dockerfile/instruction.ts';

/** What downloads are made with, from the place of the build and never from this text. */
const PLACE = [
  'set -eu',
  `ca=/${BUILD_CA_BUNDLE}`,
  'if [ -s "$ca" ]; then export SSL_CERT_FILE="$ca" PIP_CERT="$ca" REQUESTS_CA_BUNDLE="$ca" MAMBA_SSL_VERIFY="$ca"; fi',
  `index="\${${INDEX_URL_ARGUMENT}:-}"`,
  'if [ -n "$index" ]; then export PIP_INDEX_URL="$index" UV_DEFAULT_INDEX="$index"; fi',
  `extra="\${${EXTRA_INDEX_URLS_ARGUMENT}:-}"`,
  'if [ -n "$extra" ]; then export PIP_EXTRA_INDEX_URL="$extra" UV_INDEX="$extra"; fi',
  `links="\${${FIND_LINKS_ARGUMENT}:-}"`,
  'if [ -n "$links" ]; then export PIP_FIND_LINKS="$links" UV_FIND_LINKS="$links"; fi',
  // An index that does not answer is told within a minute.
  'export PIP_DEFAULT_TIMEOUT=15 PIP_RETRIES=1 UV_HTTP_TIMEOUT=25 UV_HTTP_CONNECT_TIMEOUT=10 UV_HTTP_RETRIES=1',
].join('; ');

/** A stage's instructions before its first `installStep`: the arguments and files of the place. */
export function beginInstall(dialect: BuilderKind): readonly Instruction[] {
  const names = [INDEX_URL_ARGUMENT, EXTRA_INDEX_URLS_ARGUMENT, FIND_LINKS_ARGUMENT];
  const args = names.map((name): Instruction => ({ kind: 'arg', name }));
  if (dialect === 'buildkit') return args;
  // The classic builder has no mounts; these stages are thrown away, so a copy does no harm.
  const directory = `${BUILD_ENVIRONMENT_DIRECTORY}/`;
  return [...args, { kind: 'copy', sources: [directory], target: `/${directory}` }];
}

/** A RUN that downloads: a shell script of ours with arguments, by the settings of the place. */
export function installStep(
  script: string,
  options: {
    readonly args?: readonly string[];
    readonly dialect: BuilderKind;
    /** A directory that builds share, where the builder can. */
    readonly cache: string;
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
  ];
  return { kind: 'run', argv, mounts };
}
