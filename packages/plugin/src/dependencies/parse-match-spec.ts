const NAME = '[A-Za-z0-9_][A-Za-z0-9._-]*';
const NUMBER = '[0-9A-Za-z*][0-9A-Za-z.*+!_]*';
const VERSION = `${NUMBER}(?:\\s*[,|]\\s*[<>=!~]{0,2}\\s*${NUMBER})*`;
const SPEC = new RegExp(
  `^(?:(?<channel>[A-Za-z0-9._/-]+)::)?(?<name>${NAME})(?:\\s*(?<version>(?:={1,2}|[<>!~]=?|\\s)\\s*${VERSION})(?:(?:\\s*=|\\s+)(?<build>[A-Za-z0-9_*.]+))?)?$`,
);

/** One package as conda asks for it. */
export interface MatchSpec {
  readonly name: string;
  /** As an installer takes it. */
  readonly text: string;
  /** `3.11` where the version is exact, at least in its first two numbers. */
  readonly minor?: string;
}

/**
 * Parses a conda match specification: `numpy`, `numpy=2.1`, `numpy>=2,<3`, `numpy 2.* py312*`,
 * `conda-forge::numpy`. `undefined` for what is none; the form with square brackets is none of ours.
 */
export function parseMatchSpec(text: string): MatchSpec | undefined {
  const plain = text.replaceAll(/\s+/g, ' ').trim();
  const { name, version = '' } = SPEC.exec(plain)?.groups ?? {};
  if (name === undefined) return undefined;
  const minor = /^(?:={1,2}|\s)\s*([0-9]+\.[0-9]+)(?:\.[0-9*][0-9.*]*)?$/.exec(version)?.[1];
  return { name, text: plain, ...(minor !== undefined && { minor }) };
}
