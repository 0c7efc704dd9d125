import { hasErrors, type Diagnosed } from '@celeriac/diagnostic';
import type { FunctionSignature } from './function-signature.ts';
import { checkManifest } from './manifest-shape.ts';

/**
 * The version of the manifest's form; a reader refuses any other. It grows when something that was
 * there changes its meaning or goes, not when something optional comes. `schema/manifest.schema.json`
 * of this package describes the form.
 */
export const MANIFEST_VERSION = 1;

/** What an image says of itself: whose it is and what its functions are. */
export interface Manifest {
  readonly plugin: string;
  readonly app: string;
  /** `contractHash` of the functions. */
  readonly contract: string;
  readonly functions: readonly FunctionSignature[];
}

/** A manifest as JSON: the same members, with `manifestVersion` first. */
export interface ManifestJson extends Manifest {
  readonly manifestVersion: typeof MANIFEST_VERSION;
}

/**
 * Writes a manifest as a JSON object:
 * `{ manifestVersion: 1, plugin, app, contract, functions: [signature, …] }`, with signatures as
 * `FunctionSignature` describes them and nothing that is undefined.
 */
export function toManifest({ plugin, app, contract, functions }: Manifest): ManifestJson {
  const manifest: ManifestJson = {
    manifestVersion: MANIFEST_VERSION,
    plugin,
    app,
    contract,
    functions,
  };
  return JSON.parse(JSON.stringify(manifest)) as ManifestJson;
}

/**
 * Reads what `toManifest` wrote, from a JSON value.
 *
 * Without a value there are errors: `unknown-manifest-version` where a newer or older program wrote
 * it, `invalid-manifest` for each member that is missing or of the wrong type. A member that this
 * version does not know is left as it is, with the hint `unknown-manifest-member`.
 */
export function fromManifest(json: unknown): Diagnosed<Manifest | undefined> {
  const diagnostics = checkManifest(json, MANIFEST_VERSION);
  if (hasErrors(diagnostics)) return { value: undefined, diagnostics };
  const { plugin, app, contract, functions } = json as ManifestJson;
  return { value: { plugin, app, contract, functions }, diagnostics };
}
