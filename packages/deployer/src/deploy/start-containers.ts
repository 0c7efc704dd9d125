import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AppBroker,
  type ContainerSpec,
  type ContainerStatus,
  STATE_LIMITS,
} from '@celeriac/deployment';
import type { DeployError } from '../deployer-error.ts';
import type { DeployerPorts, DeployerSettings } from '../deployer-options.ts';
import type { Emit } from '../event-stream.ts';
import type { DeployEvent } from './deploy-event.ts';
import { toNotReady } from './not-ready.ts';
import { timed, toStartTimes } from './start-times.ts';

/** What starting an app's containers needs. */
export interface StartContext {
  readonly ports: Pick<DeployerPorts, 'spawner' | 'broker'>;
  readonly settings: Pick<DeployerSettings, 'readyTimeoutMs'>;
  readonly broker: AppBroker;
  readonly emit: Emit<DeployEvent>;
  readonly signal: AbortSignal;
}

const LOOK_MS = 500;

/** Starts containers together and waits until each consumes; on any failure all are removed. */
export async function startContainers(
  specs: readonly ContainerSpec[],
  context: StartContext,
): Promise<void> {
  const results = await Promise.allSettled(specs.map((spec) => startContainer(spec, context)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed === undefined) return;
  await removeNamed(specs, context.ports.spawner);
  throw failed.reason;
}

async function startContainer(spec: ContainerSpec, context: StartContext): Promise<void> {
  const { ports, emit, signal, broker } = context;
  const { app } = spec.owner;
  const began = performance.now();
  const over = new AbortController();
  const waiting = AbortSignal.any([signal, over.signal]);
  await using watch = await ports.broker.watchReady(spec.name, {
    signal: waiting,
    queue: broker.queue,
    user: broker.user,
  });
  const ready = timed(watch.ready);
  emit({ kind: 'starting', app, container: spec.name });
  const asked = performance.now();
  try {
    const started = await ports.spawner.start(spec, { signal });
    const word = await Promise.race([ready, failWhenItEnds(started, context, waiting)]);
    const times = toStartTimes({ began, asked, ready: word.at }, started, word);
    emit({ kind: 'ready', app, container: spec.name, durationMs: word.at - began, times });
  } catch (error) {
    emit({ kind: 'start-failed', app, container: spec.name, error: error as Error });
    throw error;
  } finally {
    over.abort();
  }
}

/** Rejects when the container ends, or is not ready within its time. */
async function failWhenItEnds(
  container: ContainerStatus,
  { ports, settings }: StartContext,
  signal: AbortSignal,
): Promise<never> {
  const limitMs = settings.readyTimeoutMs ?? STATE_LIMITS.readyMs;
  const deadline = performance.now() + limitMs;
  for (;;) {
    await sleep(LOOK_MS, undefined, { signal });
    const { owner, name } = container;
    const listed = await ports.spawner.list(owner, { signal });
    const now = listed.find((status) => status.id === container.id);
    if (now?.state !== 'running') {
      const how = now?.reason ?? 'it is gone';
      throw await notReady(
        container,
        ports,
        `The worker ${name} ended before it was ready: ${how.replace(/\.$/, '')}.`,
      );
    }
    if (performance.now() > deadline) {
      const seconds = limitMs / 1000;
      const message = `The worker ${name} was not on its queue after ${seconds} s.`;
      throw await notReady(container, ports, message);
    }
  }
}

async function notReady(
  container: ContainerStatus,
  { spawner }: Pick<DeployerPorts, 'spawner'>,
  message: string,
): Promise<DeployError> {
  const remedy = 'The version before it, if any, goes on serving.';
  return await toNotReady(container, message, { spawner, id: container.id, remedy });
}

/** Removes containers by name, even after an abort. */
async function removeNamed(
  specs: readonly ContainerSpec[],
  spawner: DeployerPorts['spawner'],
): Promise<void> {
  const owner = specs[0]?.owner;
  if (owner === undefined) return;
  const names = new Set(specs.map((spec) => spec.name));
  for (const { id, name } of await spawner.list(owner)) {
    if (!names.has(name)) continue;
    await spawner.stop(id, { graceMs: 0 });
    await spawner.remove(id);
  }
}
