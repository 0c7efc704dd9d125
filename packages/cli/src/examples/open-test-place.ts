import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeployEvent } from '@celeriac/deployer';
import { connect, type Functions } from '@celeriac/functions';
import type { PluginModel } from '@celeriac/plugin';
import { type InstanceSettings, openStateDirectory, writeSettings } from '@celeriac/state';
import { openDevSession } from '../dev/open-dev-session.ts';
import type { ServiceFlags } from '../service-flags.ts';
import { type DeploySettings, openSession } from '../session/open-session.ts';

/** Where examples are run. */
export type PlaceKind = 'local' | 'container';

/** A plugin that runs somewhere, for the time of its tests. */
export interface TestPlace extends AsyncDisposable {
  readonly kind: PlaceKind;
  readonly functions: Functions;
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
  let services: InstanceSettings;
  if (kind === 'local') {
    const session = made.use(await openDevSession(state, { ...settings, cacheDirectory, signal }));
    services = session.services;
    deployed = await session.locks.fill(plugin, session.settings);
    for await (const event of session.deployer.deploy(deployed, { signal })) options.onEvent(event);
  } else {
    const flags = { ...options.flags, stateDir: folder };
    const session = made.use(await openSession(state, flags, { ...settings, signal }));
    services = session.services;
    await writeSettings(state, services);
    made.defer(async () => {
      for await (const _ of session.deployer.down(plugin.name, { purge: true }));
    });
    for await (const event of session.deployer.deploy(deployed, { signal })) options.onEvent(event);
  }
  const { brokerUrl, blobUrl = 'directory', workerBlobUrl } = services;
  const functions = made.use(
    await connect({
      ...{ stateDirectory: folder, brokerUrl, blobUrl, signal },
      ...(workerBlobUrl !== undefined && { workerBlobUrl }),
    }),
  );
  const cleanUp = made.move();
  return { kind, functions, [Symbol.asyncDispose]: () => cleanUp.disposeAsync() };
}
