import { CodegenError } from '../codegen-error.ts';
import type { Instruction, Mount } from './instruction.ts';
import { escapeWildcards, toBareWord, toExecForm, toQuoted, toWords } from './quote.ts';

/**
 * Writes instructions as the text of a Dockerfile, one line each, with a line break at its end.
 *
 * Whatever text the instructions hold, the file has exactly these instructions: texts are quoted so
 * that none expands or begins another. Throws `CodegenError` with `INVALID_BASE_IMAGE`, or
 * `UNQUOTABLE` for a text that no Dockerfile can hold.
 */
export function renderDockerfile(instructions: readonly Instruction[]): string {
  return instructions.map((instruction) => `${renderInstruction(instruction)}\n`).join('');
}

/** Writes one instruction as its line, without the line break. */
export function renderInstruction(instruction: Instruction): string {
  switch (instruction.kind) {
    case 'from':
      return `FROM ${checkImage(instruction.image)}${instruction.stage === undefined ? '' : ` AS ${checkName(instruction.stage)}`}`;
    case 'copy': {
      const words = [...instruction.sources.map(escapeWildcards), instruction.target];
      return `COPY ${instruction.from === undefined ? '' : `--from=${checkName(instruction.from)} `}${toWords(words)}`;
    }
    case 'run':
      return `RUN ${(instruction.mounts ?? []).map((mount) => `${renderMount(mount)} `).join('')}${toExecForm(instruction.argv)}`;
    case 'label':
      return `LABEL ${Object.entries(instruction.values)
        .map(([key, value]) => `${toQuoted(key)}=${toQuoted(value)}`)
        .join(' ')}`;
    case 'env':
      return `ENV ${Object.entries(instruction.values)
        .map(([name, value]) => `${checkName(name)}=${toQuoted(value)}`)
        .join(' ')}`;
    case 'workdir':
      return `WORKDIR ${toBareWord(instruction.path)}`;
    case 'user':
      return `USER ${instruction.uid}:${instruction.gid}`;
    case 'stopsignal':
      return `STOPSIGNAL ${instruction.signal}`;
    case 'healthcheck': {
      const { intervalSeconds, timeoutSeconds, startPeriodSeconds, retries } = instruction;
      return `HEALTHCHECK --interval=${intervalSeconds}s --timeout=${timeoutSeconds}s --start-period=${startPeriodSeconds}s --retries=${retries} CMD ${toExecForm(instruction.argv)}`;
    }
    case 'cmd':
      return `CMD ${toExecForm(instruction.argv)}`;
  }
}

const PATH_COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const IMAGE = new RegExp(
  `^(?:[A-Za-z0-9.-]+(?::[0-9]{1,5})?/)?${PATH_COMPONENT}(?:/${PATH_COMPONENT})*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$`,
);

/** An image name or, where a stage builds upon another, that stage's name. */
function checkImage(image: string): string {
  if (IMAGE.test(image)) return image;
  throw new CodegenError(
    'INVALID_BASE_IMAGE',
    `${JSON.stringify(image)} is no name of an image.`,
    'Give the base image as name:tag or name@sha256:digest.',
  );
}

function checkName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) return name;
  throw new CodegenError(
    'UNQUOTABLE',
    `${JSON.stringify(name)} is no name of a stage or variable.`,
    'Use letters, digits, _ and - only.',
  );
}

function renderMount(mount: Mount): string {
  const text = Object.entries(toMountFields(mount)).map(
    ([key, value]) => `${key}=${checkMountPath(value)}`,
  );
  return `--mount=${text.join(',')}`;
}

function toMountFields(mount: Mount): Readonly<Record<string, string>> {
  if (mount.kind === 'secret') return { type: 'secret', id: mount.id };
  if (mount.kind === 'cache') return { type: 'cache', target: mount.target };
  const from = mount.from === undefined ? {} : { from: checkName(mount.from) };
  return { type: 'bind', ...from, source: mount.source, target: mount.target };
}

function checkMountPath(path: string): string {
  if (/^[A-Za-z0-9._/-]+$/.test(path)) return path;
  throw new CodegenError(
    'UNQUOTABLE',
    `${JSON.stringify(path)} cannot be the path of a mount.`,
    'Use letters, digits, and . _ / - only.',
  );
}
