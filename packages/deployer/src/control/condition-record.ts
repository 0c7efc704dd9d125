import type { AppCondition, AppProblem, DesiredPlugin } from '@celeriac/deployment';
import { isAsleep } from '../plan/plan-scaling.ts';

/** What is remembered of how apps do, by the name of their task queue. */
export interface ConditionRecord {
  /** A problem that did not keep the app from starting: a worker ended, and is started again. */
  noted(queue: string, problem: Omit<AppProblem, 'at'>): void;
  failed(queue: string, problem: Omit<AppProblem, 'at'>): void;
  ready(queue: string): void;
  /** Whether starts of the app have failed since it was ready last. */
  isFailing(queue: string): boolean;
  /** Whether they have failed so often that callers are not kept waiting. */
  hasGivenUp(queue: string): boolean;
  /** How the apps of a plugin do now. */
  of(plugin: DesiredPlugin, isStarting: (queue: string) => boolean): readonly AppCondition[];
  /** Takes over what an earlier process remembered. */
  recall(queue: string, condition: AppCondition): void;
}

interface Entry {
  failures: number;
  problems: readonly AppProblem[];
  last: Pick<AppCondition, 'state' | 'since'> | undefined;
}

const KEPT_PROBLEMS = 20;
const SAME_MS = 5_000;
/** Starts that fail one after the other before the callers who wait are told. */
const TRIES = 2;

/** Makes an empty record. */
export function createConditionRecord(): ConditionRecord {
  const entries = new Map<string, Entry>();
  const entryOf = (queue: string): Entry => {
    const known = entries.get(queue) ?? { failures: 0, problems: [], last: undefined };
    entries.set(queue, known);
    return known;
  };
  const note = (entry: Entry, problem: Omit<AppProblem, 'at'>): void => {
    // Both the event and the next look tell of the same end.
    const [latest] = entry.problems;
    const isKnown = latest?.container === problem.container && latest?.message === problem.message;
    if (isKnown && Date.now() - Date.parse(latest?.at ?? '') < SAME_MS) return;
    const at = new Date().toISOString();
    entry.problems = [{ ...problem, at }, ...entry.problems].slice(0, KEPT_PROBLEMS);
  };
  return {
    noted: (queue, problem) => note(entryOf(queue), problem),
    failed(queue, problem) {
      const entry = entryOf(queue);
      note(entry, problem);
      entry.failures++;
    },
    ready: (queue) => void (entryOf(queue).failures = 0),
    isFailing: (queue) => (entries.get(queue)?.failures ?? 0) > 0,
    hasGivenUp: (queue) => (entries.get(queue)?.failures ?? 0) >= TRIES,
    of: ({ apps }, isStarting) =>
      apps.map((app) => {
        const { queue, app: name } = app.broker;
        const entry = entryOf(queue);
        const asleep = isAsleep(app) && app.replicas === 0;
        const up = isStarting(queue) ? 'starting' : 'ready';
        const state = entry.failures > 0 ? 'failing' : asleep ? 'asleep' : up;
        if (entry.last?.state !== state) entry.last = { state, since: new Date().toISOString() };
        return { app: name, ...entry.last, problems: entry.problems };
      }),
    recall(queue, { state, since, problems }) {
      const entry = entryOf(queue);
      if (entry.last === undefined) Object.assign(entry, { last: { state, since }, problems });
    },
  };
}
