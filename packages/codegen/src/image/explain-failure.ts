import type { Diagnostic, RelatedPlace } from '@celeriac/diagnostic';
import type { AppModel, CondaPackage, Requirement } from '@celeriac/plugin';
import { toDependencyInputs } from './dependency-inputs.ts';
import type { WorkerRuntime } from './image-options.ts';

/** What a failure is explained from. */
export interface FailedInstall {
  readonly app: AppModel;
  /** The app's folder as messages call it: `python/my_app`. */
  readonly shown: string;
  readonly runtime: WorkerRuntime;
  /** What the installer wrote last. */
  readonly lines: readonly string[];
}

type Asked = Requirement | CondaPackage;

/**
 * Finds which dependencies of an app an installer could not resolve or build, from what it wrote:
 * each at its line of the user's file, both sides of a conflict named.
 *
 * Empty where the failure is none of a dependency, such as an index that does not answer.
 */
export function explainFailure(failed: FailedInstall): readonly Diagnostic[] {
  const cause = toCause(failed.lines);
  if (cause === '') return [];
  const { dependencies } = failed.app;
  const asked: readonly Asked[] =
    dependencies.kind === 'none'
      ? []
      : [
          ...dependencies.requirements,
          ...(dependencies.kind === 'conda' ? dependencies.packages : dependencies.constraints),
        ];
  const isNamed = (name: string): boolean =>
    new RegExp(`(?<![a-z0-9.-])${escape(normalize(name))}(?![a-z0-9-])`).test(normalize(cause));
  const own = asked.filter(({ name }) => isNamed(name));
  const worker = toDependencyInputs(failed.app, failed).worker.filter((text) =>
    isNamed(/^[\w.-]+/.exec(text)?.[0] ?? text),
  );
  const [first] = own;
  if (first === undefined) return [];
  const place = ({ file }: Asked): string => `${failed.shown}/${file}`;
  const { code, message, others } = describe({ first, own, worker, cause });
  const related: RelatedPlace[] = others.map((other) => ({
    message: other.text,
    file: place(other),
    span: other.span,
  }));
  return [
    {
      severity: 'error',
      code,
      message,
      file: place(first),
      span: first.span,
      ...(related.length > 0 && { related }),
    },
  ];
}

function describe(found: {
  readonly first: Asked;
  readonly own: readonly Asked[];
  readonly worker: readonly string[];
  readonly cause: string;
}): { readonly code: string; readonly message: string; readonly others: readonly Asked[] } {
  const { first, own, worker, cause } = found;
  const others = own.filter((other) => other !== first);
  const at = ({ text, file, line }: Asked): string => `${text} (${file}:${line})`;
  if (/failed to build|build failed|failed building/i.test(cause))
    return {
      code: 'dependency-build-failed',
      message: `"${first.text}" has no wheel for this Python, and building it failed: ${cause} Ask for a version that has one.`,
      others,
    };
  const isUnknown = UNKNOWN.test(cause) || (NO_CANDIDATES.test(cause) && first.text === first.name);
  if (isUnknown)
    return {
      code: 'unknown-package',
      message: `No version of "${first.name}" is on the index or in a channel; see whether the name is right. ${cause}`,
      others: [],
    };
  if (worker.length + others.length > 0) {
    const sides = [...own.map(at), ...worker.map((text) => `${text} (the worker)`)];
    return {
      code: 'dependency-conflict',
      message: `These cannot be installed together: ${sides.join(', ')}. ${cause}`,
      others,
    };
  }
  return {
    code: 'no-such-version',
    message: `There is no version of "${first.name}" that fits "${first.text}". ${cause}`,
    others,
  };
}

const UNKNOWN = /was not found in the package registry|nothing provides/i;

/** What installers of conda say of a name and of a version alike. */
const NO_CANDIDATES = /no candidates were found for|does not exist/i;

/** What uv, micromamba and rattler say after the word, joined to sentences. */
function toCause(lines: readonly string[]): string {
  const at = lines.findLastIndex((line) =>
    /no solution found|failed to build|could not solve|nothing provides/i.test(line),
  );
  if (at === -1) return '';
  const begin = /no solution found|could not solve/i.test(lines[at] ?? '') ? at + 1 : at;
  return lines
    .slice(begin === lines.length ? at : begin)
    .map((line) => line.replace(/^[\s×╰─▶│├└]*(?:cause:|error:)?\s*/u, '').trim())
    .map((line) => line.replace(/^Cannot solve the request because of: /, ''))
    .filter((line) => line !== '' && !line.startsWith('File "'))
    .join(' ')
    .slice(0, 1_000);
}

function normalize(text: string): string {
  return text.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

function escape(text: string): string {
  return text.replaceAll(/[^a-z0-9-]/g, '\\$&');
}
