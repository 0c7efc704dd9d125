import type { BuildEvent, BuildPlan } from '@celeriac/deployment';
import { type BuildProgress, KEPT_LINES, toStep } from './build-progress.ts';
import { LineSplitter } from './line-splitter.ts';
import { StepMatcher } from './step-matcher.ts';

/** Short ids of what a build made, oldest first. */
export interface ClassicLeftovers {
  readonly containers: readonly string[];
  readonly images: readonly string[];
  /** The image that was told of last, made or taken from the cache: what comes next lies on it. */
  readonly last?: string;
}

/** Progress of the classic builder, which also says what it leaves behind when it is cancelled. */
export interface ClassicProgress extends BuildProgress {
  /** What this build made so far besides its result, oldest first. */
  leftovers(): ClassicLeftovers;
}

interface CurrentStep {
  readonly number: number;
  readonly index: number | undefined;
  readonly base: boolean;
  readonly begun: number;
  cached: boolean;
}

/** Makes events of the classic builder's text. */
export function createClassicProgress(plan: BuildPlan): ClassicProgress {
  const matcher = new StepMatcher(plan.steps);
  const splitter = new LineSplitter();
  const containers: string[] = [];
  const images: string[] = [];
  let current: CurrentStep | undefined;
  let last: string | undefined;
  let lines: string[] = [];
  let steps = 0;
  let cachedSteps = 0;

  function onLine(line: string): BuildEvent[] {
    const step = /^Step (\d+)\/\d+ : (.*)$/.exec(line);
    // A command could print such a line as well; the numbers of real ones have no gaps.
    if (step?.[2] !== undefined && Number(step[1]) === (current?.number ?? 0) + 1)
      return onStep(Number(step[1]), step[2]);
    if (current !== undefined && line === ' ---> Using cache') return onCached(current);
    const made = /^ ---> ([0-9a-f]{12})$/.exec(line)?.[1];
    if (made !== undefined) {
      last = made;
      if (current !== undefined && !current.base && !current.cached) images.push(made);
      return [];
    }
    const running = /^ ---> Running in ([0-9a-f]{12})$/.exec(line)?.[1];
    if (running !== undefined) {
      containers.push(running);
      return [];
    }
    if (/^Successfully built \S+$/.test(line)) return finish();
    if (/^Successfully tagged \S+$/.test(line)) return [];
    // Output without a last line break shares its line with the builder's own.
    const text = line.replace(/Removing intermediate container [0-9a-f]{12}$/, '').trimEnd();
    if (text === '') return [];
    lines = [...lines.slice(1 - KEPT_LINES), text];
    return [{ kind: 'output', text }];
  }

  function onStep(number: number, instruction: string): BuildEvent[] {
    const before = finish();
    const index = matcher.match(instruction);
    const base = /^from\s/i.test(instruction);
    current = { number, index, base, cached: false, begun: performance.now() };
    lines = [];
    if (index === undefined) return before;
    if (!base) steps += 1;
    return [...before, toStep(plan, index)];
  }

  /** Steps follow each other, so one ends where the next begins. */
  function finish(): BuildEvent[] {
    if (current?.index === undefined || current.cached || current.base) return [];
    const durationMs = Math.round(performance.now() - current.begun);
    return [{ kind: 'finished', index: current.index, durationMs }];
  }

  function onCached(step: CurrentStep): BuildEvent[] {
    if (step.cached) return [];
    step.cached = true;
    if (step.index === undefined || step.base) return [];
    cachedSteps += 1;
    return [{ kind: 'cached', index: step.index }];
  }

  return {
    push: (message) => (message.kind === 'text' ? splitter.push(message.text).flatMap(onLine) : []),
    end: () => splitter.end().flatMap(onLine),
    counts: () => ({ steps, cachedSteps }),
    failure: () => ({
      ...(current?.index === undefined ? {} : { index: current.index }),
      lastLines: lines,
    }),
    leftovers: () => ({ containers, images, ...(last === undefined ? {} : { last }) }),
  };
}
