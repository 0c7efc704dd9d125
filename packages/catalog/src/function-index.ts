import type { CatalogApp, CatalogEntry } from '@celeriac/deployment';
import type { FunctionSignature } from '@celeriac/signature';

/** A deployed function and all that a call of it needs. */
export interface DeployedFunction {
  readonly plugin: string;
  readonly app: CatalogApp;
  readonly signature: FunctionSignature;
  /** Broker users whose answers are believed: the app's and the deployer's. */
  readonly trustedUsers: readonly string[];
}

/** The functions of one entry by lower-case name; names win over aliases. */
export function indexFunctions(entry: CatalogEntry): ReadonlyMap<string, DeployedFunction> {
  const byName = new Map<string, DeployedFunction>();
  const byAlias = new Map<string, DeployedFunction>();
  for (const app of entry.apps) {
    for (const signature of app.functions) {
      const trustedUsers = [app.user, entry.controlUser];
      const found = { plugin: entry.plugin, app, signature, trustedUsers };
      byName.set(signature.name.toLowerCase(), found);
      for (const alias of signature.aliases ?? []) byAlias.set(alias.toLowerCase(), found);
    }
  }
  return new Map([...byAlias, ...byName]);
}
