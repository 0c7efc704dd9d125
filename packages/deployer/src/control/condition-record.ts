import type { AppCondition, AppProblem, DesiredPlugin } from '@celeriac/deployment';
import { isAsleep } from '../plan/plan-scaling.ts';
import { createFailureCount } from './failure-count.ts';

/** A problem as it is told; when is noted with it. */
export type Problem = Omit<AppProblem, 'at'>;

/** A problem of a certain container. */
export type WorkerProblem = Problem & Required<Pick<Problem, 'container'>>;

/** What is remembered of how apps do, by the name of their task queue. */
export interface ConditionRecord {
  /** A problem that did not keep the app from working: a process of a worker was killed. */
  noted(queue: string, problem: Problem): void;
  /** A worker did not come up. */
  failed(queue: string, problem: WorkerProblem): void;
  /** A worker ended by itself. */
  ended(queue: string, problem: WorkerProblem): void;
  ready(queue: string, container: string): void;
  /** Some worker has finished a call. */
  worked(queue: string): void;
  /** Whether its workers do not come up, or not for long. */
  isFailing(queue: string): boolean;
  /** Whether they have failed so often, with none that works, that callers are not kept waiting. */
  hasGivenUp(queue: string): boolean;
  /** What went wrong last. */
  lastProblem(queue: string): AppProblem | undefined;
  /** How the apps of a plugin do now. */
  of(plugin: DesiredPlugin, isStarting: (queue: string) => boolean): readonly AppCondition[];
  /** Takes over what an earlier process remembered. */
  recall(queue: string, condition: AppCondition): void;
  /** Forgets the failures of containers that `keep` does not name. */
  retain(keep: ReadonlySet<string>): void;
}

interface Entry {
  problems: readonly AppProblem[];
  last: Pick<AppCondition, 'state' | 'since'> | undefined;
}

const KEPT_PROBLEMS = 20;
const KEPT_LINES = 10;
const LONGEST_LINE = 300;
const SAME_MS = 5_000;

/** Makes an empty record. */
export function createConditionRecord(): ConditionRecord {
  const failures = createFailureCount();
  const entries = new Map<string, Entry>();
  const entryOf = (queue: string): Entry => {
    const known = entries.get(queue) ?? { problems: [], last: undefined };
    entries.set(queue, known);
    return known;
  };
  const note = (queue: string, { lastLines = [], ...told }: Problem): void => {
    const entry = entryOf(queue);
    // Both the event and the next look tell of the same end.
    const [latest, ...older] = entry.problems;
    const isSame = latest?.container === told.container && latest?.message === told.message;
    const isKnown = isSame && Date.now() - Date.parse(latest?.at ?? '') < SAME_MS;
    const lines = lastLines.slice(-KEPT_LINES).map((line) => line.slice(0, LONGEST_LINE));
    if (isKnown && (lines.length === 0 || latest?.lastLines !== undefined)) return;
    const at = new Date().toISOString();
    const problem = { ...told, ...(lines.length > 0 && { lastLines: lines }), at };
    entry.problems = [problem, ...(isKnown ? older : entry.problems)].slice(0, KEPT_PROBLEMS);
  };
  return {
    noted: note,
    failed(queue, problem) {
      note(queue, problem);
      failures.failed(queue, problem.container);
    },
    ended(queue, problem) {
      note(queue, problem);
      failures.ended(queue, problem.container);
    },
    ready: (queue, container) => failures.ready(queue, container),
    worked: (queue) => failures.worked(queue),
    isFailing: (queue) => failures.isFailing(queue),
    hasGivenUp: (queue) => failures.hasGivenUp(queue),
    lastProblem: (queue) => entries.get(queue)?.problems[0],
    of: ({ apps }, isStarting) =>
      apps.map((app) => {
        const { queue, app: name } = app.broker;
        const entry = entryOf(queue);
        const asleep = isAsleep(app) && app.replicas === 0;
        const up = isStarting(queue) ? 'starting' : 'ready';
        const state = failures.isFailing(queue) ? 'failing' : asleep ? 'asleep' : up;
        if (entry.last?.state !== state) entry.last = { state, since: new Date().toISOString() };
        return { app: name, ...entry.last, problems: entry.problems };
      }),
    recall(queue, { state, since, problems }) {
      const entry = entryOf(queue);
      if (entry.last === undefined) Object.assign(entry, { last: { state, since }, problems });
    },
    retain: (keep) => failures.retain(keep),
  };
}
