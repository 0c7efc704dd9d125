import { type ContainerEvent, explainCause, isFailure, replicasOf } from '@celeriac/deployment';
import type { WorkerProblem } from './condition-record.ts';
import type { ControllerParts } from './controller-parts.ts';
import { noteEnd } from './note-end.ts';

/**
 * Follows what happens to containers until the end: each is looked after at once, and why one ended
 * is kept for those who ask.
 */
export async function watchContainers(
  parts: ControllerParts,
  of: {
    readonly hurry: () => void;
    readonly onNoted: () => Promise<void>;
    /** What happened before is not known. */
    readonly onResync: () => void;
  },
): Promise<void> {
  const { ports, starts, signal } = parts;
  for await (const event of ports.spawner.events(
    { instance: ports.desired.instance },
    { signal },
  )) {
    if (event.kind === 'ended') starts.ended(event.container.id, event.cause);
    // Whoever lost a call by it asks soon; what cannot be kept now is kept by the next look.
    if (await note(event, parts).catch(() => false)) void of.onNoted().catch(() => undefined);
    if (event.kind === 'resync') of.onResync();
    if (event.kind !== 'backend-lost' && event.kind !== 'started') of.hurry();
  }
}

type Telling = Extract<ContainerEvent, { readonly kind: 'ended' | 'out-of-memory' }>;

async function note(event: ContainerEvent, parts: ControllerParts): Promise<boolean> {
  const { ports, conditions, emit } = parts;
  if (event.kind !== 'ended' && event.kind !== 'out-of-memory') return false;
  if (event.kind === 'ended' && !isFailure(event.cause)) return false;
  const { name, owner } = event.container;
  const desired = await ports.desired.read(owner.plugin);
  const app = desired?.apps.find((one) => one.broker.app === owner.app);
  if (app === undefined || !replicasOf(app).some((spec) => spec.name === name)) return false;
  const problem = toProblem(event, app.template.storageGiB);
  emit({ kind: 'problem', ...problem });
  if (event.kind === 'ended') await noteEnd(app, problem, parts);
  else conditions.noted(app.broker.queue, problem);
  return true;
}

function toProblem(event: Telling, storageGiB?: number): WorkerProblem {
  const { name: container } = event.container;
  const spec = { name: container, ...(storageGiB !== undefined && { storageGiB }) };
  if (event.kind === 'ended') {
    const { cause, lastLines } = event;
    return { container, ...explainCause(cause, spec), cause, lastLines };
  }
  const { limitMiB, peakMiB } = event;
  const { message, remedy = '' } = explainCause(
    { kind: 'out-of-memory', limitMiB, ...(peakMiB !== undefined && { peakMiB }) },
    spec,
  );
  const told = message.replace(`${container} was`, `A process of ${container} was`);
  return { container, message: told, remedy };
}
