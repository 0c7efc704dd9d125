/** Something that ends at a time. */
export interface Timed {
  /** Milliseconds on the clock of `performance.now()`. */
  readonly deadline: number;
}

/** Tells many items that their time is over, with one timer for all of them. */
export interface Deadlines<T extends Timed> {
  add(item: T): void;
  remove(item: T): void;
  clear(): void;
}

/** Items whose time is over at most this much apart are told together, never too early. */
const STEP_MS = 5;

/** Makes an empty set of deadlines; `onOver` is told each item once and may add others. */
export function createDeadlines<T extends Timed>(onOver: (item: T) => void): Deadlines<T> {
  const steps = new Map<number, Set<T>>();
  let timer: NodeJS.Timeout | undefined;
  let armed = Infinity;

  const arm = (step: number): void => {
    clearTimeout(timer);
    armed = step;
    timer = setTimeout(fire, Math.max(1, step * STEP_MS - performance.now()));
  };
  const disarm = (): void => {
    clearTimeout(timer);
    armed = Infinity;
  };
  const fire = (): void => {
    const now = performance.now();
    const over = [...steps.keys()].filter((step) => step * STEP_MS <= now).sort((a, b) => a - b);
    for (const step of over) {
      const items = steps.get(step) ?? [];
      steps.delete(step);
      for (const item of items) onOver(item);
    }
    let next = Infinity;
    for (const step of steps.keys()) next = Math.min(next, step);
    if (next === Infinity) disarm();
    else arm(next);
  };

  return {
    add(item) {
      const step = toStep(item);
      const items = steps.get(step);
      if (items === undefined) steps.set(step, new Set([item]));
      else items.add(item);
      if (step < armed) arm(step);
    },
    remove(item) {
      const step = toStep(item);
      const items = steps.get(step);
      if (items?.delete(item) !== true || items.size > 0) return;
      steps.delete(step);
      if (steps.size === 0) disarm();
    },
    clear() {
      steps.clear();
      disarm();
    },
  };
}

function toStep(item: Timed): number {
  return Math.ceil(item.deadline / STEP_MS);
}
