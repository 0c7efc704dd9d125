import type { BuildEvent, BuildPlan } from '@celeriac/deployment';
import type { BuildMessage } from '@celeriac/engine';

/** How many of a step's last lines are kept for its error. */
export const KEPT_LINES = 40;

/** Makes events of one builder's messages, and keeps what an error will have to say. */
export interface BuildProgress {
  push(message: BuildMessage): BuildEvent[];
  /** What was written and not yet told. */
  end(): BuildEvent[];
  /** Steps that the builder told of besides FROM, and how many of them it took from its cache. */
  counts(): { readonly steps: number; readonly cachedSteps: number };
  /** The step that failed, as far as it is known, and what it wrote last. */
  failure(): {
    readonly index?: number;
    readonly reason?: string;
    readonly lastLines: readonly string[];
  };
}

/** The event of a step that begins. */
export function toStep(plan: BuildPlan, index: number): BuildEvent {
  const { layer = 'base', instruction = '' } = plan.steps[index - 1] ?? {};
  return { kind: 'step', index, total: plan.steps.length, layer, instruction };
}
