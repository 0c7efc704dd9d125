import type { DeployerPorts, DeployerSettings } from '@celeriac/deployer';
import { connectEngine, type Engine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import {
  createLocalBuilder,
  createLocalSpawner,
  createPythonFinder,
  LOCAL_BASE_IMAGE,
  type LocalPlace,
  type Python,
} from '@celeriac/local';
import { createSpawner } from '@celeriac/spawner';
import { canListen } from './can-listen.ts';
import { mountCode } from './mount-code.ts';
import { DEFAULT_BASE_IMAGE } from '../session/open-session.ts';

/** What a `celeriac dev` runs workers with. */
export interface DevBackend extends Pick<DeployerPorts, 'builder' | 'spawner'> {
  readonly settings: Pick<DeployerSettings, 'baseImage' | 'defaultPython'>;
  /** Address that the broker listens on, and its name where workers are. */
  readonly brokerHost: string;
  readonly workerBrokerHost: string;
  /** Checks what is edited; none where there is no Python here. */
  readonly python: Python | undefined;
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
    python,
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
  const python = await createPythonFinder(place.env)(undefined).catch(() => undefined);
  return {
    ...mountCode(createImageBuilder(engine), createSpawner(engine), place.directory),
    settings: { baseImage },
    brokerHost: await findHostAddress(engine),
    workerBrokerHost: 'host.docker.internal',
    python,
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
