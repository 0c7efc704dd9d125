import { parseImageName } from './parse-image-name.ts';
import { RegistryError, type RegistryErrorCode } from './registry-error.ts';

/** A pull or a push, and of what. */
export interface Transfer {
  readonly direction: 'pull' | 'push';
  readonly image: string;
}

/** What a registry's or the engine's words mean, and whether the next try may go better. */
export interface Refusal {
  readonly code: RegistryErrorCode;
  readonly isTransient: boolean;
}

// Engines hand on what registries, proxies and Go's network library say; the first that fits counts.
const REFUSALS: readonly (readonly [RegExp, Refusal])[] = [
  // Docker Hub says so of what was never pushed, to who is logged in as well.
  [/repository does not exist or may require/i, { code: 'IMAGE_NOT_FOUND', isTransient: false }],
  [
    /unauthorized|authentication required|no basic auth credentials|incorrect username or password/i,
    { code: 'UNAUTHORIZED', isTransient: false },
  ],
  [/denied|forbidden|\b403\b|insufficient_scope/i, { code: 'UNAUTHORIZED', isTransient: false }],
  [
    /manifest unknown|manifest for .* not found|name unknown|repository .* not found|no matching manifest|\b404\b/i,
    { code: 'IMAGE_NOT_FOUND', isTransient: false },
  ],
  [
    /connection refused|no such host|network is unreachable|no route to host|server misbehaving|x509|http response to https client/i,
    { code: 'REGISTRY_UNREACHABLE', isTransient: false },
  ],
  [
    /timeout|timed out|deadline exceeded|connection reset|broken pipe|\bEOF\b|closed network connection/i,
    { code: 'REGISTRY_UNREACHABLE', isTransient: true },
  ],
  [
    /\b(500|502|503|504|429)\b|internal server error|bad gateway|service unavailable|toomanyrequests|too many requests/i,
    { code: 'TRANSFER_FAILED', isTransient: true },
  ],
];

/** Reads what a failed transfer was told. */
export function explainRefusal(reason: string): Refusal {
  const known = REFUSALS.find(([pattern]) => pattern.test(reason));
  return known?.[1] ?? { code: 'TRANSFER_FAILED', isTransient: false };
}

/** The error of a transfer that was refused for good. */
export function toRegistryError(
  { direction, image }: Transfer,
  code: RegistryErrorCode,
  { reason, loggedIn, cause }: { reason: string; loggedIn: boolean; cause?: unknown },
): RegistryError {
  const { registry } = parseImageName(image);
  const from = direction === 'pull' ? 'from' : 'to';
  const message = `Cannot ${direction} ${image} ${from} ${registry}: ${reason.replace(/[.\s]*$/, '')}.`;
  const remedy = toRemedy(code, registry, loggedIn);
  return new RegistryError(code, message, {
    ...{ registry, image, cause },
    ...(remedy === undefined ? {} : { remedy }),
  });
}

function toRemedy(
  code: RegistryErrorCode,
  registry: string,
  loggedIn: boolean,
): string | undefined {
  if (code === 'UNAUTHORIZED')
    return loggedIn
      ? `See whether the login for ${registry} is still right and may do this: docker login ${registry}.`
      : `Log in to it: docker login ${registry}.`;
  if (code === 'REGISTRY_UNREACHABLE')
    return `See whether the engine's machine reaches ${registry}; one that speaks plain HTTP has to be among the engine's "insecure-registries".`;
  if (code === 'IMAGE_NOT_FOUND')
    return loggedIn
      ? 'See whether name and tag are right.'
      : `See whether name and tag are right; where the image is private: docker login ${registry}.`;
  return undefined;
}
