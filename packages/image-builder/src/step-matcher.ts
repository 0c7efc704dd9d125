import type { BuildStep } from '@celeriac/deployment';

/**
 * Finds which step of a plan a builder speaks of.
 *
 * Builders show an instruction with its variables filled in, its quotes gone or its lines joined, and
 * leave out what costs nothing; so the nearest step with the same keyword that was not yet found is
 * taken. Each step is found once.
 */
export class StepMatcher {
  readonly #open: Map<number, string>;

  constructor(steps: readonly BuildStep[]) {
    this.#open = new Map(steps.map((step, index) => [index + 1, normalize(step.instruction)]));
  }

  /** Index of the step from 1, or `undefined` where the plan has none such. */
  match(instruction: string): number | undefined {
    const wanted = normalize(instruction);
    let best: { readonly index: number; readonly shared: number } | undefined;
    for (const [index, candidate] of this.#open) {
      const shared = candidate === wanted ? Infinity : sharedLength(candidate, wanted);
      if (shared > (best?.shared ?? 0)) best = { index, shared };
    }
    if (best !== undefined) this.#open.delete(best.index);
    return best?.index;
  }
}

function normalize(instruction: string): string {
  const [keyword = '', ...rest] = instruction.trim().split(/\s+/);
  let text = rest.join('').replaceAll(/["'\\]/g, '');
  if (/^from$/i.test(keyword))
    text = (rest.find((word) => !word.startsWith('--')) ?? '')
      .replace(/^docker\.io\/(library\/)?/, '')
      .replace(/@sha256:.*$/, '');
  return `${keyword.toUpperCase()} ${text}`;
}

/** Length of the common start, or 0 where the keywords differ. */
function sharedLength(one: string, other: string): number {
  const keyword = one.slice(0, one.indexOf(' ') + 1);
  if (!other.startsWith(keyword)) return 0;
  let length = keyword.length;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}
