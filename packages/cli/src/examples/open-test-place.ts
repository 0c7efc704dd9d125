import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeployEvent } from '@celeriac/deployer';
import { connect, type Functions } from '@celeriac/functions';
import { type PluginModel, readPlugin } from '@celeriac/plugin';
import { openStateDirectory, writeSettings } from '@celeriac/state';
import { openDevSession } from '../dev/open-dev-session.ts';
import type { ServiceFlags } from '../service-flags.ts';
import { type DeploySettings, openSession, type Session } from '../session/open-session.ts';

/** Where examples are run. */
export type PlaceKind = 'local' | 'container';

/** A plugin that runs somewhere, for the time of its tests. */
export interface TestPlace extends AsyncDisposable {
  readonly kind: PlaceKind;
  readonly functions: Functions;
  /** As it was deployed, with its locks. */
  readonly plugin: PluginModel;
  readonly session: Session;
}

/** Deploys a plugin to a state directory of its own; disposing takes everything down again. */
export async function openTestPlace(
  plugin: PluginModel,
  kind: PlaceKind,
  options: {
    readonly flags: ServiceFlags;
    readonly settings: DeploySettings;
    readonly cacheDirectory: string;
    readonly signal: AbortSignal;
    readonly onEvent: (event: DeployEvent) => void;
  },
): Promise<TestPlace> {
  const { settings, signal, cacheDirectory } = options;
  await using made = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'celeriac-test-'));
  made.defer(() => rm(folder, { recursive: true, force: true }));
  const state = await openStateDirectory(folder);
  let deployed = plugin;
  let session: Session;
  if (kind === 'local') {
    const dev = made.use(await openDevSession(state, { ...settings, cacheDirectory, signal }));
    const filled = await dev.locks.fill(plugin, dev.settings);
    for await (const event of dev.deployer.deploy(filled, { signal })) options.onEvent(event);
    deployed = await dev.locks.fill(plugin, dev.settings);
    session = dev;
  } else {
    const flags = { ...options.flags, stateDir: folder };
    session = made.use(await openSession(state, flags, { ...settings, signal }));
    await writeSettings(state, session.services);
    const { deployer } = session;
    made.defer(async () => {
      for await (const _ of deployer.down(plugin.name, { purge: true }));
    });
    for await (const event of deployer.deploy(plugin, { signal })) options.onEvent(event);
    // Locks that were out of date are in its folder now.
    deployed = (await readPlugin(plugin.root, { signal })).value ?? plugin;
  }
  const { brokerUrl, blobUrl = 'directory', workerBlobUrl } = session.services;
  const functions = made.use(
    await connect({
      ...{ stateDirectory: folder, brokerUrl, blobUrl, signal },
      ...(workerBlobUrl !== undefined && { workerBlobUrl }),
    }),
  );
  const cleanUp = made.move();
  return {
    kind,
    functions,
    plugin: deployed,
    session,
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}
