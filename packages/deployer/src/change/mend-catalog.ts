import type { DesiredPlugin } from '@celeriac/deployment';
import type { DeployerPorts } from '../deployer-options.ts';
import { toCatalogEntry } from '../to-catalog-entry.ts';

/** Shows callers what is desired; resolves to whether they saw something else before. */
export async function mendCatalog(
  desired: DesiredPlugin,
  ports: Pick<DeployerPorts, 'catalog'>,
): Promise<boolean> {
  if (await isShown(desired, ports)) return false;
  await ports.catalog.write(toCatalogEntry(desired));
  return true;
}

/** Whether callers see what is desired; an entry that cannot be read shows them nothing. */
export async function isShown(
  desired: DesiredPlugin,
  { catalog }: Pick<DeployerPorts, 'catalog'>,
): Promise<boolean> {
  const shown = await catalog.read(desired.plugin).catch(unlessUnreadable);
  return JSON.stringify(shown) === JSON.stringify(toCatalogEntry(desired));
}

/** What is kept of things known elsewhere is written anew where it cannot be read. */
export function unlessUnreadable(error: Error & { readonly code?: unknown }): undefined {
  if (error.code !== 'UNREADABLE') throw error;
}
