/** A name that cannot become a resource name, and why. */
export class NameError extends Error {
  readonly code = 'INVALID_NAME';
  readonly retryable = false;
  readonly remedy = 'Choose a name of letters a-z, digits, "-" and "_".';
  override readonly name = 'NameError';
}

/** How long a mapped name may be: queue, image and container names all have room for two. */
export const MAX_NAME_LENGTH = 40;

/**
 * Maps a plugin or app name to the part that images, containers, queues, users and hosts share:
 * lower case, with every run of other characters than `a-z0-9` as one `-`.
 *
 * Two names that map to the same part collide; whoever maps several compares the results.
 * Throws `NameError` where nothing is left, or more than `MAX_NAME_LENGTH` characters are.
 */
export function toResourceName(name: string): string {
  const mapped = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  if (mapped === '')
    throw new NameError(`"${name}" has no letter a-z or digit, so no resource can be named by it.`);
  if (mapped.length > MAX_NAME_LENGTH)
    throw new NameError(
      `"${name}" is too long: at most ${MAX_NAME_LENGTH} characters can be used.`,
    );
  return mapped;
}
