import type { ContainerStatus } from '@celeriac/deployment';
import type { Emit } from '../event-stream.ts';
import type { DrainingEvent, RetiredEvent } from './departure-event.ts';
import type { Retirement } from './retire-containers.ts';

/** Tells of containers that go, each word once, whoever sees to them. */
export interface Departures {
  /** Those that are left now; with `isSlow`, how they go on is worth a word. */
  look(left: Retirement['left'], isSlow: boolean): void;
  removed(container: ContainerStatus): void;
  cutOff(container: ContainerStatus, afterMs: number): void;
}

/** Makes departures that know of no container yet. */
export function createDepartures(emit: Emit<DrainingEvent | RetiredEvent>): Departures {
  const going = new Map<string, ContainerStatus>();
  const cut = new Map<string, number>();
  const told = new Set<string>();
  const gone = ({ id, name, owner }: ContainerStatus): void => {
    going.delete(id);
    const afterMs = cut.get(id);
    const how = afterMs !== undefined && { cutOffAfterMs: afterMs };
    emit({ kind: 'retired', app: owner.app, container: name, ...how });
  };
  return {
    removed: gone,
    cutOff: ({ id }, afterMs) => void cut.set(id, afterMs),
    look(left, isSlow) {
      const ids = new Set(left.map(({ container }) => container.id));
      for (const container of going.values()) if (!ids.has(container.id)) gone(container);
      for (const { container, now } of left) {
        going.set(container.id, container);
        const word = `${container.id} ${now.phase}`;
        if (!isSlow || told.has(word)) continue;
        told.add(word);
        const { app, version } = container.owner;
        const until = new Date(Date.parse(now.since) + now.stopGraceMs).toISOString();
        const { name, phase } = now;
        emit({ kind: 'draining', app, version, container: name, phase, until });
      }
    },
  };
}
