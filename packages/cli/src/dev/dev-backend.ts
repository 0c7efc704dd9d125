import type { DeployerPorts, DeployerSettings } from '@celeriac/deployer';
import { connectEngine, type Engine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import {
  createLocalBuilder,
  createLocalSpawner,
  createPythonFinder,
  LOCAL_BASE_IMAGE,
  type LocalPlace,
} from '@celeriac/local';
import type { AppModel } from '@celeriac/plugin';
import { createSpawner } from '@celeriac/spawner';
import { canListen } from './can-listen.ts';
import { mountCode } from './mount-code.ts';
import { DEFAULT_BASE_IMAGE } from '../session/open-session.ts';
import { findUnmet } from './find-unmet.ts';
import type { PythonOfApp } from './syntax-checkers.ts';

/** The Python of images whose app asks for none. */
const IMAGE_PYTHON = '3.13';

/** What a `celeriac dev` runs workers with. */
export interface DevBackend extends Pick<DeployerPorts, 'builder' | 'spawner'> {
  readonly settings: Pick<DeployerSettings, 'baseImage' | 'defaultPython'>;
  /** Address that the broker listens on, and its name where workers are. */
  readonly brokerHost: string;
  readonly workerBrokerHost: string;
  /** What apps that run here are not given of their `container.json`; see `findUnmet`. */
  readonly unmetOf: (app: AppModel) => readonly string[];
  /** Whose syntax is that of an app. */
  readonly pythonOf: PythonOfApp;
}

/** Processes of this machine. */
export async function openProcesses(
  place: LocalPlace,
  made: AsyncDisposableStack,
): Promise<DevBackend> {
  const finder = createPythonFinder(place.env);
  const python = await finder(undefined);
  return {
    builder: createLocalBuilder(place, finder),
    spawner: made.use(createLocalSpawner(place)),
    settings: { baseImage: LOCAL_BASE_IMAGE, defaultPython: python.minor },
    brokerHost: '127.0.0.1',
    workerBrokerHost: '127.0.0.1',
    unmetOf: findUnmet,
    pythonOf: ({ container }) => finder(container.python).catch(() => undefined),
  };
}

/** Containers of an engine on this machine, with the code mounted, so that an edit builds no image. */
export async function openContainers(
  place: LocalPlace,
  made: AsyncDisposableStack,
  options: {
    readonly dockerHost?: string;
    readonly baseImage?: string;
    readonly signal: AbortSignal;
  },
): Promise<DevBackend> {
  const { dockerHost: host, baseImage = DEFAULT_BASE_IMAGE, signal } = options;
  const engine = made.use(await connectEngine({ signal, ...(host !== undefined && { host }) }));
  const finder = createPythonFinder(place.env);
  const isChosen = baseImage.includes('{python}');
  return {
    ...mountCode(createImageBuilder(engine), createSpawner(engine), place.directory),
    settings: { baseImage },
    brokerHost: await findHostAddress(engine),
    workerBrokerHost: 'host.docker.internal',
    unmetOf: () => [],
    pythonOf: async ({ container: { python = IMAGE_PYTHON } }) =>
      isChosen ? await finder(python).catch(() => undefined) : undefined,
  };
}

/**
 * The address of this machine that containers reach as `host.docker.internal` and nobody else does:
 * that of the engine's bridge, or the loopback one where the engine is in a machine of its own, which
 * forwards to it.
 */
async function findHostAddress(engine: Engine): Promise<string> {
  const bridge = (await engine.networks.list()).find(({ name }) => name === 'bridge');
  const subnet = bridge?.subnets.find((cidr) => /^\d+\.\d+\.\d+\.\d+\//.test(cidr));
  const gateway = subnet?.replace(/\.\d+\/\d+$/, '.1');
  return gateway !== undefined && (await canListen(gateway)) ? gateway : '127.0.0.1';
}
