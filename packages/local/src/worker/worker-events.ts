import { EventEmitter } from 'node:events';
import { type ContainerEvent, isFailure, type OwnerFilter } from '@celeriac/deployment';
import { aborted, streamWork } from '../host/stream-work.ts';
import type { LocalWorker } from './local-worker.ts';
import { readLog } from './log-file.ts';

const LAST_LINES = 20;

/** Tells whoever listens what happens to the workers of this process. */
export class WorkerEvents {
  readonly #emitter = new EventEmitter<{ event: [ContainerEvent] }>().setMaxListeners(0);

  /** See `Spawner.events`. */
  follow(owner: OwnerFilter, signal?: AbortSignal): AsyncIterable<ContainerEvent> {
    return streamWork<ContainerEvent>(async (emit, stop) => {
      const take = (event: ContainerEvent): void => {
        if ('container' in event && !isOf(event.container, owner)) return;
        emit(event);
      };
      this.#emitter.on('event', take);
      emit({ kind: 'resync' });
      await aborted(stop);
      this.#emitter.off('event', take);
    }, signal);
  }

  /** Tells that a worker has started, and when it ends why. */
  watch(worker: LocalWorker): void {
    const container = worker.reference;
    this.#tell({ kind: 'started', container, time: now() });
    worker.events.on('outOfMemory', (memory) =>
      this.#tell({ kind: 'out-of-memory', ...memory, container, time: now() }),
    );
    worker.events.once('end', (cause) => {
      const lines = isFailure(cause)
        ? readLog(worker.folder, { container: container.name, tail: LAST_LINES })
        : [];
      const lastLines = lines.map(({ text }) => text);
      this.#tell({ kind: 'ended', cause, lastLines, container, time: now() });
    });
  }

  /** Tells that a worker was removed. */
  removed({ reference: container }: LocalWorker): void {
    this.#tell({ kind: 'removed', by: 'us', container, time: now() });
  }

  #tell(event: ContainerEvent): void {
    this.#emitter.emit('event', event);
  }
}

/** Whether something belongs to an owner. */
export function isOf(
  { owner }: { readonly owner: OwnerFilter },
  { ...filter }: OwnerFilter,
): boolean {
  return Object.entries(filter).every(([key, value]) => owner[key as keyof OwnerFilter] === value);
}

function now(): string {
  return new Date().toISOString();
}
