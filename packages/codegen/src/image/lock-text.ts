/** The parts of a lock, by what installs them. */
export interface LockParts {
  /** Packages of conda: `channel/subdir/file#sha256`, each after those that it needs. */
  readonly conda: readonly string[];
  /** As pip and uv take it. */
  readonly pip: string;
}

/** What a line of a package of conda begins with: to pip and uv it is a comment. */
export const CONDA_MARK = '# conda: ';

/** Parts the text of a lock. */
export function splitLock(text: string): LockParts {
  const lines = text.split('\n');
  const isConda = (line: string): boolean => line.startsWith(CONDA_MARK);
  return {
    conda: lines.filter(isConda).map((line) => line.slice(CONDA_MARK.length).trim()),
    pip: lines.filter((line) => !isConda(line)).join('\n'),
  };
}

/** A package of conda as its line in a lock names it. */
export interface CondaPin {
  readonly name: string;
  readonly version: string;
  readonly build: string;
  readonly channel: string;
  /** `linux-64`, `noarch`. */
  readonly subdir: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** Parses a line of `LockParts.conda`; `undefined` for what is none. */
export function parseCondaPin(line: string): CondaPin | undefined {
  const found =
    /^(?<channel>\S+)\/(?<subdir>[^/\s]+)\/(?<name>[^/\s]+)-(?<version>[^-/\s]+)-(?<build>[^-/\s]+)\.(?:conda|tar\.bz2)#(?<sha256>[0-9a-f]{64})$/.exec(
      line,
    );
  const groups = found?.groups as unknown as CondaPin | undefined;
  return groups === undefined ? undefined : { ...groups };
}
