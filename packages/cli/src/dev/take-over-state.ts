import { rm } from 'node:fs/promises';
import { createCatalogStore } from '@celeriac/catalog';
import { sweepLeft } from '@celeriac/local';
import {
  acquireLock,
  createDesiredStore,
  DEV_LOCK,
  LOCAL_FOLDER,
  readSettings,
  removeSettings,
  type StateDirectory,
} from '@celeriac/state';
import { CliError } from '../cli-error.ts';

/**
 * Holds a state directory for a `celeriac dev`, and removes what one left in it that was killed.
 *
 * Throws `DEPLOYED_HERE` where plugins are deployed from it, `LOCKED` where another dev runs.
 */
export async function takeOverState(state: StateDirectory): Promise<AsyncDisposable> {
  await using made = new AsyncDisposableStack();
  made.use(await acquireLock(state.resolve(DEV_LOCK), { purpose: 'celeriac dev' }));
  const desired = createDesiredStore(state);
  const [deployed, ...others] = await desired.list();
  const settings = await readSettings(state);
  if (deployed !== undefined && settings !== undefined)
    throw new CliError(
      'DEPLOYED_HERE',
      `${deployed.plugin}${others.length > 0 ? ' and others are' : ' is'} deployed from ${state.path}.`,
      'Give celeriac dev another --state-dir, or take it down: celeriac down.',
    );
  if (settings === undefined) {
    const catalog = createCatalogStore(state);
    for (const { plugin } of await catalog.list()) await catalog.remove(plugin);
    for (const { plugin } of deployed === undefined ? [] : [deployed, ...others])
      await desired.remove(plugin);
    await removeSettings(state);
  }
  const directory = state.resolve(LOCAL_FOLDER);
  await sweepLeft({ directory });
  await rm(directory, { recursive: true, force: true });
  return made.move();
}
