import { createBlobStore } from '@celeriac/blob-store';
import { createBrokerAdmin } from '@celeriac/broker';
import type { OwnerFilter } from '@celeriac/deployment';
import { connectEngine, type Engine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import {
  CONTROLLER_LOCK,
  findLockHolder,
  findStateDirectory,
  type InstanceSettings,
} from '@celeriac/state';
import { enforcementFindings } from './enforcement-findings.ts';
import type { BuildFlags, ServiceFlags } from '../service-flags.ts';
import { DEFAULT_BASE_IMAGE } from '../session/open-session.ts';
import { resolveServices, stateDirectoryOf } from '../session/resolve-services.ts';

/** One thing that `doctor` looked at. */
export interface Finding {
  readonly level: 'ok' | 'note' | 'problem';
  readonly subject:
    | 'node'
    | 'engine'
    | 'limits'
    | 'storage'
    | 'networks'
    | 'base image'
    | 'broker'
    | 'state'
    | 'controller'
    | 'blobs';
  readonly message: string;
  readonly remedy?: string;
}

/** Looks at one thing after the other; what fails is a finding, not an error. */
export async function* findings(
  flags: ServiceFlags & BuildFlags,
  signal: AbortSignal,
): AsyncGenerator<Finding> {
  yield { level: 'ok', subject: 'node', message: process.version };
  const services = await resolveServices(flags);
  const path = stateDirectoryOf(flags);
  const state = await findStateDirectory(path);
  const owner = state === undefined ? {} : { instance: state.instance };
  const baseImage = flags.baseImage ?? DEFAULT_BASE_IMAGE;
  yield* engineFindings(services, { baseImage, owner, signal });
  yield await attempt('broker', async () => {
    const { brokerUrl: url, managementUrl } = services;
    await using _broker = await createBrokerAdmin({ url, managementUrl, signal });
    return `RabbitMQ at ${new URL(url).host}, its management API at ${managementUrl}`;
  });
  yield await blobFinding(services, signal);
  if (state === undefined) {
    yield { level: 'note', subject: 'state', message: `nothing has been deployed from ${path}` };
    return;
  }
  yield { level: 'ok', subject: 'state', message: `${path}, instance ${state.instance}` };
  const controller = await findLockHolder(state.resolve(CONTROLLER_LOCK));
  yield controller
    ? { level: 'ok', subject: 'controller', message: `runs (pid ${controller.pid})` }
    : {
        level: 'note',
        subject: 'controller',
        message: 'does not run: apps that end are not started again, those that sleep do not wake',
        remedy: 'celeriac serve, or any deploy, starts it.',
      };
}

async function* engineFindings(
  { dockerHost }: InstanceSettings,
  {
    baseImage,
    owner,
    signal,
  }: { readonly baseImage: string; readonly owner: OwnerFilter; readonly signal: AbortSignal },
): AsyncGenerator<Finding> {
  await using stack = new AsyncDisposableStack();
  let images: { has(image: string): Promise<boolean> } | undefined;
  let found: Engine | undefined;
  yield await attempt('engine', async () => {
    const engine = stack.use(
      await connectEngine({ signal, ...(dockerHost !== undefined && { host: dockerHost }) }),
    );
    found = engine;
    const { cpus, memoryBytes } = await engine.info();
    images = createImageBuilder(engine);
    const { version, address } = engine;
    return `Docker ${version.engine} (${version.builder}) at ${address}, ${cpus} CPUs, ${Math.round(memoryBytes / 2 ** 20)} MiB`;
  });
  if (images === undefined || found === undefined) return;
  yield* enforcementFindings(found, owner, signal);
  yield (await images.has(baseImage))
    ? { level: 'ok', subject: 'base image', message: baseImage }
    : {
        level: 'note',
        subject: 'base image',
        message: `${baseImage} is not on the engine; a build pulls it`,
        remedy: 'Where no registry can be reached, name one that is there: --base-image.',
      };
}

async function blobFinding(services: InstanceSettings, signal: AbortSignal): Promise<Finding> {
  const { blobUrl } = services;
  if (blobUrl === undefined)
    return { level: 'ok', subject: 'blobs', message: 'large values lie in the state directory' };
  return await attempt('blobs', async () => {
    // Storage prepares an app by looking whether it can be used, and makes nothing.
    await using store = createBlobStore({ path: '', instance: 'doctor' }, services);
    await store.prepare({ plugin: 'doctor', app: 'doctor' }, { signal });
    const { host, pathname } = new URL(blobUrl);
    return `S3-compatible storage at ${host}${pathname}`;
  });
}

/** Looks, and makes a finding of what that throws. */
export async function attempt(
  subject: Finding['subject'],
  look: () => Promise<string>,
): Promise<Finding> {
  try {
    return { level: 'ok', subject, message: await look() };
  } catch (error) {
    const { message, remedy } = error as { message: string; remedy?: string };
    return { level: 'problem', subject, message, ...(remedy !== undefined && { remedy }) };
  }
}
