import type { ContainerSpec, ContainerStatus } from '@celeriac/deployment';
import type { DeployerPorts } from '../deployer-options.ts';
import type { Emit } from '../event-stream.ts';
import { toCatalogEntry } from '../to-catalog-entry.ts';
import type { Backoff } from './backoff.ts';

/** What a round of reconciliation did. */
export type ReconcileEvent =
  | { readonly kind: 'restarted'; readonly container: string; readonly reason: string }
  | { readonly kind: 'restart-failed'; readonly container: string; readonly error: Error }
  | { readonly kind: 'swept'; readonly container: string }
  | { readonly kind: 'sweep-failed'; readonly container: string; readonly error: Error }
  | { readonly kind: 'catalog-mended'; readonly plugin: string };

/** One round. */
export interface ReconcileContext {
  readonly ports: Pick<DeployerPorts, 'spawner' | 'catalog' | 'desired' | 'blobs'>;
  readonly backoff: Backoff;
  readonly emit: Emit<ReconcileEvent>;
  readonly signal: AbortSignal;
}

/** Compares what should run with what runs, and mends the difference; each difference by itself. */
export async function reconcile(context: ReconcileContext): Promise<void> {
  const { ports, signal } = context;
  const { instance } = ports.desired;
  const plugins = await ports.desired.list();
  const specs = plugins.flatMap(({ apps }) => apps.flatMap(({ containers }) => containers));
  const wanted = new Map(specs.map((spec) => [spec.name, spec]));
  const actual = await ports.spawner.list({ instance }, { signal });
  const byName = new Map(actual.map((status) => [status.name, status]));

  for (const spec of specs) await keepRunning(spec, byName.get(spec.name), context);
  for (const status of actual) if (!wanted.has(status.name)) await sweep(status, context);
  context.backoff.retain(new Set([...byName.keys(), ...wanted.keys()]));
  for (const desired of plugins) {
    const entry = toCatalogEntry(desired);
    const shown = await ports.catalog.read(desired.plugin);
    if (JSON.stringify(shown) === JSON.stringify(entry)) continue;
    await ports.catalog.write(entry);
    context.emit({ kind: 'catalog-mended', plugin: desired.plugin });
  }
}

async function sweep(
  { id, name, owner }: ContainerStatus,
  context: ReconcileContext,
): Promise<void> {
  const { ports, backoff, emit, signal } = context;
  if (!backoff.attempt(name)) return;
  try {
    await ports.spawner.stop(id);
    await ports.spawner.remove(id);
    await ports.spawner.sweep({ instance: owner.instance, plugin: owner.plugin, app: owner.app });
    emit({ kind: 'swept', container: name });
  } catch (error) {
    if (signal.aborted) throw error;
    emit({ kind: 'sweep-failed', container: name, error: error as Error });
  }
}

async function keepRunning(
  spec: ContainerSpec,
  status: ContainerStatus | undefined,
  { ports, backoff, emit, signal }: ReconcileContext,
): Promise<void> {
  if (status && status.state !== 'stopped' && status.state !== 'failed') return;
  if (!backoff.attempt(spec.name)) return;
  try {
    if (status) await ports.spawner.remove(status.id);
    if (spec.blobDirectory !== undefined) await ports.blobs.prepare(spec.owner, { signal });
    await ports.spawner.start(spec, { signal });
    const reason = status ? (status.reason ?? `it was ${status.state}`) : 'it was gone';
    emit({ kind: 'restarted', container: spec.name, reason });
  } catch (error) {
    if (signal.aborted) throw error;
    emit({ kind: 'restart-failed', container: spec.name, error: error as Error });
  }
}
