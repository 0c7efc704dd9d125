import { describeValue, quote } from './describe-value.ts';
import type { Parameter } from './function-signature.ts';
import type { ProblemCode, ValueProblem } from './value-problem.ts';
import { elementType } from './value-type.ts';

/**
 * What is wrong with a value of the right type by the parameter's `choices`, `min` and `max`.
 *
 * Choices are compared as numbers where the type is numeric, else as text; of a list each element
 * must be a choice. The range holds for int, bigint and double; NaN is outside of every range.
 */
export function checkLimits(parameter: Parameter, value: unknown): readonly ValueProblem[] {
  return [...checkChoices(parameter, value), ...checkRange(parameter, value)];
}

function checkChoices(parameter: Parameter, value: unknown): readonly ValueProblem[] {
  const { name, choices } = parameter;
  if (choices === undefined || choices.length === 0) return [];
  const parts: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.map((element: unknown, index) => [`${name}[${index}]`, element] as const)
    : [[name, value]];
  const expected = `one of ${choices.map((choice) => (typeof choice === 'string' ? quote(choice) : choice)).join(', ')}`;
  const { name: type } = elementType(parameter.type) ?? parameter.type;
  return parts
    .filter(([, part]) => !choices.some((choice) => isChoice(choice, part, type)))
    .map(([path, part]) => problem(name, { path, code: 'not-a-choice', expected, value: part }));
}

const NUMERIC = new Set(['int', 'bigint', 'double']);

function isChoice(choice: string | number, value: unknown, type: string): boolean {
  if (String(choice) === String(value)) return true;
  return NUMERIC.has(type) && Number(choice) === Number(value);
}

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
