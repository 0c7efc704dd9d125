import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { EngineError } from './engine-error.ts';

/** Where an engine listens. */
export type EngineAddress =
  | { readonly kind: 'socket'; readonly address: string; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly address: string;
      readonly host: string;
      readonly port: number;
    };

/**
 * Reads an address in the form of `DOCKER_HOST`: `unix:///path`, `tcp://host:port`, `http://host:port`,
 * `npipe:////./pipe/name`, `host:port` or the path of a socket.
 *
 * Without one it is the engine's usual socket of this machine. Throws `INVALID` for other forms.
 */
export function parseHost(host?: string): EngineAddress {
  if (host === undefined || host === '' || host === 'unix://') return socket(defaultSocket());
  if (host.startsWith('unix://')) return socket(host.slice('unix://'.length));
  if (host.startsWith('npipe://')) return socket(host.slice('npipe://'.length), 'npipe');
  if (host.startsWith('/')) return socket(host);
  return tcp(host);
}

function socket(path: string, scheme = 'unix'): EngineAddress {
  return { kind: 'socket', address: `${scheme}://${path}`, path };
}

function tcp(host: string): EngineAddress {
  const text = host.includes('://') ? host : `tcp://${host}`;
  const url = URL.parse(text.replace(/^tcp:/, 'http:'));
  if (url?.protocol !== 'http:' || url.hostname === '')
    throw new EngineError(
      'INVALID',
      `"${host}" is no address of a Docker engine that can be used.`,
      {
        address: host,
        remedy:
          'Use unix:///path/to/docker.sock or tcp://host:port; reach a distant engine through an SSH tunnel to its socket.',
      },
    );
  // The URL drops the port where it is HTTP's own, and Docker's default is another.
  const port = url.port !== '' ? Number(url.port) : /:80(\/|$)/.test(text) ? 80 : 2375;
  return {
    kind: 'tcp',
    address: `tcp://${url.hostname}:${port}`,
    host: `http://${url.hostname}`,
    port,
  };
}

function defaultSocket(): string {
  if (process.platform === 'win32') return '//./pipe/docker_engine';
  const systemWide = '/var/run/docker.sock';
  const ofUser = `${homedir()}/.docker/run/docker.sock`;
  return !existsSync(systemWide) && existsSync(ofUser) ? ofUser : systemWide;
}
