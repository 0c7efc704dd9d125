import type { CatalogApp, CatalogEntry } from '@celeriac/deployment';
import type { FunctionSignature } from '@celeriac/signature';
import type { RetiredApp } from './retired-contracts.ts';

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

/** The function of that name under one contract, of what is deployed or was; the first that has it. */
export function findUnder(
  { contract, name }: { readonly contract: string; readonly name: string },
  among: { readonly entry: CatalogEntry | undefined; readonly retired: readonly RetiredApp[] },
): DeployedFunction | undefined {
  const { entry, retired } = among;
  const current = entry?.apps.map((app) => ({ ...entry, app })) ?? [];
  const known = [...current, ...retired.map((app) => ({ ...app, app }))];
  for (const { plugin, app, controlUser } of known) {
    if (app.contract !== contract) continue;
    const signature = app.functions.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (signature === undefined) continue;
    // Who takes it down or answers its dead letters now may be another than who deployed it.
    const users = new Set([app.user, controlUser, ...(entry ? [entry.controlUser] : [])]);
    return { plugin, app, signature, trustedUsers: [...users] };
  }
  return undefined;
}
