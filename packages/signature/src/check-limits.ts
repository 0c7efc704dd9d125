import { describeValue, quote } from './describe-value.ts';
import type { Parameter } from './function-signature.ts';
import type { ProblemCode, ValueProblem } from './value-problem.ts';
import type { JsonValue } from './value-type.ts';
import { MAX_PROBLEMS } from './value-walk.ts';
import { choicesHoldForElements, wireChoices } from './wire-choices.ts';

/** A value that fits its type: as the caller gave it, and as it travels. */
export interface FittingValue {
  readonly given: unknown;
  readonly wire: JsonValue;
}

/**
 * What is wrong with a value of the right type by the parameter's `choices`, `min` and `max`.
 *
 * Choices are compared as they travel; of a list each element must be a choice. The range holds for
 * int, bigint and double; NaN is outside of every range.
 */
export function checkLimits(parameter: Parameter, value: FittingValue): readonly ValueProblem[] {
  return [...checkChoices(parameter, value), ...checkRange(parameter, value.given)];
}

function checkChoices(
  parameter: Parameter,
  { given, wire }: FittingValue,
): readonly ValueProblem[] {
  const { name, type, choices = [] } = parameter;
  const allowed = wireChoices(parameter);
  if (allowed === undefined) return [];
  const inList = Array.isArray(wire) && Array.isArray(given) && choicesHoldForElements(type);
  const parts = inList
    ? wire.map((part: JsonValue, index) => ({
        path: `${name}[${index}]`,
        part,
        value: given[index] as unknown,
      }))
    : [{ path: name, part: wire, value: given }];
  const expected = `one of ${choices.map((choice) => (typeof choice === 'string' ? quote(choice) : choice)).join(', ')}`;
  return parts
    .filter(({ part }) => !allowed.some((choice) => choice === part))
    .slice(0, MAX_PROBLEMS)
    .map(({ path, value }) => problem(name, { path, code: 'not-a-choice', expected, value }));
}

const NUMERIC = new Set(['int', 'bigint', 'double']);

function checkRange({ name, type, min, max }: Parameter, value: unknown): readonly ValueProblem[] {
  if (!NUMERIC.has(type.name)) return [];
  const size = value as number | bigint;
  if (min !== undefined && !(size >= min))
    return [problem(name, { code: 'below-min', expected: `at least ${min}`, value })];
  if (max !== undefined && !(size <= max))
    return [problem(name, { code: 'above-max', expected: `at most ${max}`, value })];
  return [];
}

function problem(
  parameter: string,
  facts: { path?: string; code: ProblemCode; expected: string; value: unknown },
): ValueProblem {
  const { path = parameter, code, expected } = facts;
  const actual = describeValue(facts.value);
  const message = `${path}: expected ${expected}, got ${actual}.`;
  return { parameter, path, code, expected, actual, message };
}
