import type { ContainerStatus, RetiringContainer } from '@celeriac/deployment';

/** What decides how a container that is not to run any more goes on. */
export interface RetirementFacts {
  readonly container: Pick<ContainerStatus, 'id' | 'name'>;
  /** How it has gone on until now; `undefined` where it was wanted. */
  readonly known: RetiringContainer | undefined;
  /** How long its queue may last, and after that its calls. */
  readonly stopGraceMs: number;
  /** No more than this, whatever was said before. */
  readonly mostMs: number;
  /** Whether calls wait in its queue that nobody but its version can run. */
  readonly waits: boolean;
  /** Unix milliseconds. */
  readonly now: number;
}

/** Says how a container that is not to run any more goes on; pure. */
export function planRetirement(facts: RetirementFacts): RetiringContainer {
  const { container, known, mostMs, waits, now } = facts;
  const { id, name } = container;
  const stopGraceMs = Math.min(known?.stopGraceMs ?? facts.stopGraceMs, mostMs);
  const since = new Date(now).toISOString();
  if (known === undefined)
    return { id, name, phase: waits ? 'queue' : 'calls', since, stopGraceMs };
  const goesOn = { ...known, stopGraceMs };
  if (known.phase === 'calls' || (waits && !isOver(goesOn, now))) return goesOn;
  return { id, name, phase: 'calls', since, stopGraceMs };
}

/** Whether what it does has lasted for as long as it may. */
export function isOver(retiring: RetiringContainer, now: number): boolean {
  return leftMs(retiring, now) <= 0;
}

/** How long what it does may still last. */
export function leftMs({ since, stopGraceMs }: RetiringContainer, now: number): number {
  return Date.parse(since) + stopGraceMs - now;
}
