import { describeValue, toAscii } from './describe-value.ts';
import type { ProblemCode, ValueProblem } from './value-problem.ts';

/** How deep lists and objects may nest: deeper ones fail in JSON libraries on the other side. */
const MAX_DEPTH = 200;

/** How many problems are told of one value; a long list of wrong elements says enough by then. */
export const MAX_PROBLEMS = 50;

/** One way through a value: where it is, what contains it, and what was wrong so far. */
export class ValueWalk {
  readonly problems: ValueProblem[] = [];
  readonly #base: string;
  readonly #steps: (string | number)[] = [];
  readonly #ancestors = new Set<object>();

  constructor(base: string) {
    this.#base = base;
  }

  /** Name of the input or output that the value is of. */
  get base(): string {
    return this.#base;
  }

  /** Tells a problem of the value at hand; `remark` is a sentence that follows what was expected. */
  tell(code: ProblemCode, value: unknown, facts: { expected: string; remark?: string }): void {
    if (this.problems.length >= MAX_PROBLEMS) return;
    const path = this.#base + this.#steps.map(renderStep).join('');
    const actual = describeValue(value);
    const remark = facts.remark === undefined ? '' : ` ${facts.remark}`;
    this.problems.push({
      parameter: this.#base,
      path,
      code,
      expected: facts.expected,
      actual,
      message: `${path === '' ? 'The value' : path}: expected ${facts.expected}, got ${actual}.${remark}`,
    });
  }

  /** Goes through the parts of a list or object; tells of one that contains itself or is too deep. */
  inside(container: object, visit: () => void): void {
    if (this.#ancestors.has(container))
      this.tell('cycle', container, {
        expected: 'a value that does not contain itself',
        remark: 'JSON cannot hold it.',
      });
    else if (this.#ancestors.size >= MAX_DEPTH)
      this.tell('too-deep', container, { expected: `at most ${MAX_DEPTH} levels of nesting` });
    else {
      this.#ancestors.add(container);
      visit();
      this.#ancestors.delete(container);
    }
  }

  /** The way from the value to where the walk is. */
  get steps(): readonly (string | number)[] {
    return [...this.#steps];
  }

  /** Steps to one part and back. */
  at<T>(step: string | number, visit: () => T): T {
    this.#steps.push(step);
    const result = visit();
    this.#steps.pop();
    return result;
  }

  /** Steps along a way and back. */
  atEach<T>([step, ...rest]: readonly (string | number)[], visit: () => T): T {
    return step === undefined ? visit() : this.at(step, () => this.atEach(rest, visit));
  }
}

function renderStep(step: string | number): string {
  if (typeof step === 'number') return `[${step}]`;
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(step) ? `.${step}` : `[${toAscii(JSON.stringify(step))}]`;
}
