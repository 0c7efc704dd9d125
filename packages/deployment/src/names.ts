/** Names of one app's objects; see `toResourceName` for what a part may hold. */
export function taskQueue(plugin: string, app: string, contract: string): string {
  return `celeriac.task.${toResourceName(plugin)}.${toResourceName(app)}.${contract}`;
}

/** The broker user of one app. */
export function brokerUser(plugin: string, app: string): string {
  return `celeriac.${toResourceName(plugin)}.${toResourceName(app)}`;
}

/** The image repository of one app. */
export function imageRepository(plugin: string, app: string): string {
  return `celeriac/${toResourceName(plugin)}.${toResourceName(app)}`;
}

/** The name of one container, which is also its host and worker name. */
export function containerName(parts: {
  readonly instance: string;
  readonly plugin: string;
  readonly app: string;
  readonly version: number;
  readonly replica: number;
}): string {
  const app = `${toResourceName(parts.plugin)}.${toResourceName(parts.app)}`;
  return `celeriac-${parts.instance}-${app}-${parts.version}-${parts.replica}`;
}

/** A name that cannot become a resource name, and why. */
export class NameError extends Error {
  readonly code = 'INVALID_NAME';
  override readonly name = 'NameError';
}

/** How long a mapped name may be: queue, image, container and host names all have room for two. */
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
    throw new NameError(`"${name}" is too long: at most ${MAX_NAME_LENGTH} characters can be used.`);
  return mapped;
}
