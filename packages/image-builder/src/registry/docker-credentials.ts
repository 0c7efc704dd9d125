import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RegistryCredential } from '@celeriac/engine';
import { RegistryError } from './registry-error.ts';
import type { FindCredential } from './transfer-image.ts';

/** What is used of Docker's `config.json`. */
interface DockerConfig {
  readonly auths: Readonly<Record<string, unknown>>;
  readonly credHelpers: Readonly<Record<string, unknown>>;
  readonly credsStore: unknown;
}

const HELPER_TIMEOUT_MS = 15_000;
const HUB = 'https://index.docker.io/v1/';

/**
 * Logs in as Docker's own command does: by `config.json` of a directory, with its helpers.
 *
 * A helper for the host comes first, then the file's own entry, then the general store. Nothing is
 * kept: a login renewed meanwhile is found. Finding throws `CREDENTIALS_UNREADABLE` for a file that
 * is no JSON, or a helper that cannot be run.
 */
export function createDockerCredentials(directory: string): FindCredential {
  return async (host) => {
    const config = await readConfig(join(directory, 'config.json'));
    const helper = config.credHelpers[host] ?? (isHub(host) ? config.credHelpers[HUB] : undefined);
    if (typeof helper === 'string') return await askHelper(helper, host);
    const key = Object.keys(config.auths).find((name) => toHost(name) === toHost(host));
    const entry = key === undefined ? undefined : parseEntry(config.auths[key]);
    if (entry !== undefined || typeof config.credsStore !== 'string') return entry;
    return await askHelper(config.credsStore, isHub(host) ? HUB : host);
  };
}

async function readConfig(file: string): Promise<DockerConfig> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    const config = toRecord(value);
    return {
      auths: toRecord(config['auths']),
      credHelpers: toRecord(config['credHelpers']),
      credsStore: config['credsStore'],
    };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
      return { auths: {}, credHelpers: {}, credsStore: undefined };
    throw new RegistryError('CREDENTIALS_UNREADABLE', `${file} cannot be read.`, {
      remedy: 'Repair the file, or log in again: docker login.',
      cause,
    });
  }
}

function parseEntry(value: unknown): RegistryCredential | undefined {
  const entry = toRecord(value);
  const { identitytoken: token, auth, username, password } = entry;
  if (typeof token === 'string' && token !== '') return { kind: 'token', identityToken: token };
  if (typeof username === 'string' && typeof password === 'string')
    return { kind: 'password', username, password };
  const text = typeof auth === 'string' ? Buffer.from(auth, 'base64').toString('utf8') : '';
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  return { kind: 'password', username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Asks a helper as Docker documents it: `docker-credential-NAME get`, with the host as its input. */
async function askHelper(name: string, host: string): Promise<RegistryCredential | undefined> {
  const program = `docker-credential-${name}`;
  const unusable = (why: string, cause?: unknown): RegistryError =>
    new RegistryError('CREDENTIALS_UNREADABLE', `${program} gives no login for ${host}: ${why}.`, {
      registry: host,
      remedy: `See what it says by itself: echo ${host} | ${program} get.`,
      cause,
    });
  if (!/^[\w.-]+$/.test(name)) throw unusable('its name is none');
  const { code, text } = await run(program, host).catch((cause: Error) => {
    throw unusable(cause.message, cause);
  });
  if (/credentials not found/i.test(text)) return undefined;
  if (code !== 0) throw unusable(text.trim().slice(0, 200) || `it ended with ${code}`);
  try {
    const { Username: username, Secret: secret } = toRecord(JSON.parse(text));
    if (typeof username !== 'string' || typeof secret !== 'string')
      throw new Error('no login in it');
    return username === '<token>'
      ? { kind: 'token', identityToken: secret }
      : { kind: 'password', username, password: secret };
  } catch (cause) {
    // Its words are not repeated here: they may hold the secret.
    throw unusable('its answer cannot be read', cause instanceof SyntaxError ? undefined : cause);
  }
}

function run(program: string, input: string): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['get'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: HELPER_TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, text }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isHub(host: string): boolean {
  return host === 'docker.io';
}

/** The host of a key, which older versions wrote as a URL; Docker Hub has a key of its own. */
function toHost(key: string): string {
  const host = key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  return host === 'index.docker.io' ? 'docker.io' : host;
}
