/** An image's name in its parts. */
export interface ImageName {
  /** `docker.io` where the name has none. */
  readonly registry: string;
  /** With `library/` for the official images of Docker Hub. */
  readonly path: string;
  /** `:tag`, `@sha256:…` or nothing. */
  readonly version: string;
}

/** Parses the name of an image as Docker reads it: a first part with a dot, a port, or `localhost` is a host. */
export function parseImageName(name: string): ImageName {
  const [, rest = name, version = ''] = /^(.*?)((?::[^:/@]+)?(?:@.+)?)$/.exec(name) ?? [];
  const slash = rest.indexOf('/');
  const first = rest.slice(0, Math.max(slash, 0));
  if (first === 'localhost' || /[.:]/.test(first))
    return { registry: first, path: rest.slice(slash + 1), version };
  const path = slash < 0 ? `library/${rest}` : rest;
  return { registry: 'docker.io', path, version };
}
