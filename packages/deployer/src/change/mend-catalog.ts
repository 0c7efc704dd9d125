import type { DesiredPlugin } from '@celeriac/deployment';
import type { DeployerPorts } from '../deployer-options.ts';
import { toCatalogEntry } from '../to-catalog-entry.ts';

/** Shows callers what is desired; resolves to whether they saw something else before. */
export async function mendCatalog(
  desired: DesiredPlugin,
  { catalog }: Pick<DeployerPorts, 'catalog'>,
): Promise<boolean> {
  const entry = toCatalogEntry(desired);
  const shown = await catalog.read(desired.plugin);
  if (JSON.stringify(shown) === JSON.stringify(entry)) return false;
  await catalog.write(entry);
  return true;
}
