/** How a registry is logged in to: by name and password, or by a token that stands for them. */
export type RegistryCredential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'token'; readonly identityToken: string };

/** The header `X-Registry-Auth` of a pull or push. */
export function toRegistryAuth(credential: RegistryCredential | undefined): string {
  return toBase64Url(credential === undefined ? {} : toAuthConfig(credential));
}

function toAuthConfig(credential: RegistryCredential): Record<string, string> {
  if (credential.kind === 'token') return { identitytoken: credential.identityToken };
  return { username: credential.username, password: credential.password };
}

// The URL alphabet, with the padding that the engine's decoder insists on.
function toBase64Url(value: unknown): string {
  const text = Buffer.from(JSON.stringify(value)).toString('base64');
  return text.replaceAll('+', '-').replaceAll('/', '_');
}
