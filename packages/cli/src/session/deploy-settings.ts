import { access, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createDockerCredentials } from '@celeriac/image-builder';
import { CliError } from '../cli-error.ts';
import type { BuildFlags } from '../service-flags.ts';
import type { DeploySettings } from './open-session.ts';

/** Flags of `deploy` that say what images and environments are made from. */
export interface DeployFlags extends BuildFlags {
  readonly secretsFile?: string;
  readonly entitiesFile?: string;
}

/** Turns flags and environment into the settings of a deploy. */
export async function readDeploySettings(flags: DeployFlags): Promise<DeploySettings> {
  await requireFile(flags.caBundle, '--ca-bundle');
  const secrets = await readValues(flags.secretsFile, '--secrets-file');
  const entities = await readValues(flags.entitiesFile, '--entities-file');
  const extraIndexUrls = (flags.extraIndexUrl ?? '').split(/\s+/).filter(Boolean);
  const {
    http_proxy: httpProxy,
    https_proxy: httpsProxy,
    no_proxy: noProxy,
  } = lowerCased(process.env);
  return {
    ...(flags.baseImage !== undefined && { baseImage: flags.baseImage }),
    ...(flags.condaInstaller !== undefined && { condaInstaller: flags.condaInstaller }),
    ...(flags.platform !== undefined && { platform: requirePlatform(flags.platform) }),
    ...(flags.registry !== undefined && { registry: requireRegistry(flags.registry) }),
    buildEnvironment: {
      ...(flags.caBundle !== undefined && { caBundleFile: flags.caBundle }),
      ...(flags.indexUrl !== undefined && { indexUrl: flags.indexUrl }),
      ...(extraIndexUrls.length > 0 && { extraIndexUrls }),
      ...(flags.findLinks !== undefined && { findLinks: flags.findLinks }),
      ...(flags.baseMirror !== undefined && { baseMirror: flags.baseMirror }),
      ...(flags.condaChannel !== undefined && { condaChannels: parseChannels(flags.condaChannel) }),
      ...(flags.buildNetwork !== undefined && { network: flags.buildNetwork }),
      ...(httpProxy !== undefined && { httpProxy }),
      ...(httpsProxy !== undefined && { httpsProxy }),
      ...(noProxy !== undefined && { noProxy }),
    },
    findCredential: createDockerCredentials(flags.dockerConfig ?? join(homedir(), '.docker')),
    resolveSecret: (name) => secrets[name] ?? process.env[`CELERIAC_SECRET_${name}`],
    resolveEntity: (entity) => entities[entity],
  };
}

function requirePlatform(platform: string): string {
  if (/^[a-z0-9]+\/[a-z0-9]+(\/[a-z0-9]+)?$/.test(platform)) return platform;
  const message = `--platform takes a system and an architecture, not "${platform}".`;
  throw new CliError('BAD_USAGE', message, 'Give it as linux/amd64 or linux/arm64/v8.');
}

/** A first part without dot, port or `localhost` would be a user of Docker Hub; so that is written out. */
function requireRegistry(registry: string): string {
  const host = registry.split('/')[0] ?? '';
  const isPlain = /^[A-Za-z0-9.-]+(:\d{1,5})?(\/[a-z0-9._/-]*)?$/.test(registry);
  if (isPlain && (host === 'localhost' || /[.:]/.test(host))) return registry;
  const message = `--registry takes a host and perhaps a path, not "${registry}".`;
  throw new CliError('BAD_USAGE', message, 'Give it as registry.example:5000/team.');
}

function parseChannels(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(/\s+/).filter(Boolean);
  const channels = pairs.map((pair) => {
    const [, name, url] = /^([^=]+)=([a-z]+:\/\/.+)$/.exec(pair) ?? [];
    if (name !== undefined && url !== undefined) return [name, url] as const;
    const message = `"${pair}", given by --conda-channel, is no name and URL.`;
    throw new CliError('BAD_USAGE', message, 'Write defaults=https://mirror.example.org/conda.');
  });
  return Object.fromEntries(channels);
}

async function requireFile(file: string | undefined, flag: string): Promise<void> {
  if (file === undefined) return;
  await access(file).catch((error: Error) => {
    throw new CliError('BAD_USAGE', `Cannot read ${file}, given by ${flag}: ${error.message}.`);
  });
}

/** Proxy variables are known in both cases; the lower one wins, as it does for curl. */
function lowerCased(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const upper = Object.entries(env).map(([key, value]) => [key.toLowerCase(), value] as const);
  return { ...Object.fromEntries(upper), ...env };
}

async function readValues(
  file: string | undefined,
  flag: string,
): Promise<Readonly<Record<string, string>>> {
  if (file === undefined) return {};
  try {
    const values: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof values === 'object' && values !== null && !Array.isArray(values)) {
      const wrong = Object.entries(values).find(([, value]) => typeof value !== 'string');
      if (wrong === undefined) return values as Record<string, string>;
      throw new Error(`the value of "${wrong[0]}" is no string`);
    }
    throw new Error('it is no JSON object');
  } catch (error) {
    const message = `Cannot use ${file}, given by ${flag}: ${(error as Error).message}.`;
    throw new CliError('BAD_USAGE', message, 'Give a JSON object of strings.');
  }
}
