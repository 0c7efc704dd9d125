import { Agent } from 'node:http';
import Docker from 'dockerode';
import { dial } from './dial.ts';
import { createContainers } from './containers.ts';
import type { Engine, EngineInfo, EngineVersion } from './engine.ts';
import { readEvents } from './events.ts';
import { createImages } from './images.ts';
import { createNetworks } from './networks.ts';
import { parseHost, type EngineAddress } from './parse-host.ts';
import { callEngine, type Transport } from './transport.ts';
import { toEngineError } from './translate-error.ts';
import { createVolumes } from './volumes.ts';

/** How an engine is connected to. */
export interface ConnectEngineOptions {
  /** Address in the form of `DOCKER_HOST`; the usual socket of this machine unless given. */
  readonly host?: string;
  /** Bound of each call, this one as well, in milliseconds; 30,000 unless given. */
  readonly timeoutMs?: number;
  /** Ends the connecting; not the engine that came of it. */
  readonly signal?: AbortSignal;
}

/**
 * Connects to a Docker engine and asks it for its version.
 *
 * The environment is not read: the caller passes `DOCKER_HOST`. Throws `EngineError`:
 * `ENGINE_UNREACHABLE`, `PERMISSION_DENIED`, `TIMEOUT`, `ABORTED`, or `INVALID` for an address that
 * is none.
 */
export async function connectEngine(options: ConnectEngineOptions = {}): Promise<Engine> {
  const address = parseHost(options.host);
  // No connection is kept: a stale one would fail the first call after the engine's restart.
  const agent = new Agent({ keepAlive: false });
  const closing = new AbortController();
  const transport: Transport = {
    docker: createDocker(address, agent),
    address: address.address,
    timeoutMs: options.timeoutMs ?? 30_000,
    closed: closing.signal,
  };
  const close = async () => {
    closing.abort();
    agent.destroy();
  };
  const version = await askVersion(transport, options.signal).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    address: address.address,
    version,
    images: createImages(transport),
    containers: createContainers(transport),
    networks: createNetworks(transport),
    volumes: createVolumes(transport),
    info: (infoOptions = {}) =>
      callEngine(transport, { ...infoOptions, action: 'ask for the host' }, async (signal) =>
        toInfo(await dial<Record<string, unknown>>(transport, { path: '/info', signal })),
      ),
    events: (filter = {}) => readEvents(transport, filter),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function createDocker(address: EngineAddress, agent: Agent): Docker {
  // Named one by one, as what is left out would be taken from the environment.
  const place =
    address.kind === 'socket'
      ? { socketPath: address.path, host: undefined, port: undefined }
      : { socketPath: undefined, host: address.host, port: address.port };
  const settings = { ...place, protocol: 'http', pathPrefix: '/', timeout: undefined, agent };
  try {
    return new Docker(settings as unknown as Docker.DockerOptions);
  } catch (error) {
    throw toEngineError(error, { address: address.address, action: 'connect' });
  }
}

function askVersion(transport: Transport, signal: AbortSignal | undefined): Promise<EngineVersion> {
  const call = { ...(signal === undefined ? {} : { signal }), action: 'connect' };
  return callEngine(transport, call, async (ending) =>
    toVersion(await dial<Docker.DockerVersion>(transport, { path: '/version', signal: ending })),
  );
}

function toVersion(answer: Docker.DockerVersion): EngineVersion {
  const [major = 0, minor = 0] = String(answer.ApiVersion).split('.').map(Number);
  // Since API 1.39 an engine on Linux can build with BuildKit where the request says so.
  const modern = major > 1 || (major === 1 && minor >= 39);
  return {
    engine: answer.Version,
    api: answer.ApiVersion,
    os: answer.Os,
    architecture: answer.Arch,
    builder: modern && answer.Os === 'linux' ? 'buildkit' : 'classic',
  };
}

function toInfo(info: Record<string, unknown>): EngineInfo {
  const text = (key: string) => (typeof info[key] === 'string' ? info[key] : '');
  const count = (key: string) => (typeof info[key] === 'number' ? info[key] : 0);
  return {
    name: text('Name'),
    timeMs: Date.parse(text('SystemTime')),
    cpus: count('NCPU'),
    memoryBytes: count('MemTotal'),
    operatingSystem: text('OperatingSystem'),
    dataRoot: text('DockerRootDir'),
    cgroupVersion: text('CgroupVersion') || '1',
    limits: {
      memory: info['MemoryLimit'] === true,
      swap: info['SwapLimit'] === true,
      cpu: info['CpuCfsQuota'] === true,
      pids: info['PidsLimit'] === true,
    },
    securityOptions: Array.isArray(info['SecurityOptions'])
      ? info['SecurityOptions'].map(String)
      : [],
  };
}
