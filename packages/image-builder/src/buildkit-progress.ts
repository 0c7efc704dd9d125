import type { BuildEvent, BuildPlan } from '@celeriac/deployment';
import type { BuildMessage } from '@celeriac/engine';
import { type BuildProgress, KEPT_LINES, toStep } from './build-progress.ts';
import { LineSplitter } from './line-splitter.ts';
import { parseBuildkitStatus, type Vertex, type VertexLog } from './parse-buildkit-status.ts';
import { StepMatcher } from './step-matcher.ts';

interface KnownVertex {
  readonly index: number | undefined;
  readonly base: boolean;
  readonly lines: string[];
  readonly splitter: LineSplitter;
  cached: boolean;
  finished: boolean;
  error: string;
}

/** Makes events of BuildKit's trace. */
export function createBuildkitProgress(plan: BuildPlan): BuildProgress {
  const matcher = new StepMatcher(plan.steps);
  const known = new Map<string, KnownVertex>();
  const told = () => [...known.values()].filter(({ index, base }) => index !== undefined && !base);

  function onVertex(vertex: Vertex): BuildEvent[] {
    if (!vertex.started && !vertex.cached) return [];
    const events: BuildEvent[] = [];
    let state = known.get(vertex.digest);
    if (state === undefined) {
      const index = matchVertex(vertex.name, matcher);
      const base = /\] FROM /i.test(vertex.name);
      const splitter = new LineSplitter();
      state = { index, base, lines: [], splitter, cached: false, finished: false, error: '' };
      known.set(vertex.digest, state);
      if (index !== undefined) events.push(toStep(plan, index));
    }
    if (vertex.cached && !state.cached) {
      state.cached = true;
      if (state.index !== undefined) events.push({ kind: 'cached', index: state.index });
    }
    state.error ||= vertex.error;
    if (vertex.completed && !state.cached && !state.finished && vertex.error === '') {
      state.finished = true;
      if (state.index !== undefined && !state.base) {
        const durationMs = Math.round(vertex.durationMs);
        events.push({ kind: 'finished', index: state.index, durationMs });
      }
    }
    return events;
  }

  function onLog(log: VertexLog): BuildEvent[] {
    const state = known.get(log.vertex);
    return state === undefined ? [] : toOutput(state, state.splitter.push(log.bytes));
  }

  function push(message: BuildMessage): BuildEvent[] {
    if (message.kind !== 'trace') return [];
    try {
      const status = parseBuildkitStatus(message.bytes);
      return [...status.vertexes.flatMap(onVertex), ...status.logs.flatMap(onLog)];
    } catch (error) {
      // Progress is told where it can be read; whether the build succeeds does not hang on it.
      if (error instanceof RangeError) return [];
      throw error;
    }
  }

  return {
    push,
    end: () => [...known.values()].flatMap((state) => toOutput(state, state.splitter.end())),
    counts: () => ({
      steps: told().length,
      cachedSteps: told().filter(({ cached }) => cached).length,
    }),
    failure() {
      // What ran beside the failed step is cancelled, which it calls an error as well.
      const failed = [...known.values()].find(
        ({ error }) => error !== '' && !/context canceled/i.test(error),
      );
      if (failed === undefined) return { lastLines: [] };
      const { index, error: reason, lines: lastLines } = failed;
      return { ...(index === undefined ? {} : { index }), reason, lastLines };
    },
  };
}

function matchVertex(name: string, matcher: StepMatcher): number | undefined {
  const step = /^\[(?:\S+ +)?\d+\/\d+\] (.*)$/s.exec(name);
  return step?.[1] === undefined ? undefined : matcher.match(step[1]);
}

function toOutput(state: KnownVertex, lines: readonly string[]): BuildEvent[] {
  state.lines.push(...lines);
  if (state.lines.length > KEPT_LINES) state.lines.splice(0, state.lines.length - KEPT_LINES);
  return lines.map((text) => ({ kind: 'output', text }));
}
