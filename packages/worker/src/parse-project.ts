/**
 * Takes version and dependencies out of our own `pyproject.toml`, which writes both on one line each.
 *
 * Throws where one of them is missing.
 */
export function parseProject(text: string): {
  readonly version: string;
  readonly requirements: readonly string[];
} {
  const version = /^version = "([^"\n]+)"$/m.exec(text)?.[1];
  const dependencies = /^dependencies = (\[[^\]\n]*\])$/m.exec(text)?.[1];
  if (version === undefined || dependencies === undefined)
    throw new Error('pyproject.toml has no version or no dependencies');
  return { version, requirements: JSON.parse(dependencies) as string[] };
}
