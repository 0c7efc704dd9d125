import { type BytesValues, decodeValue } from './decode-value.ts';
import { describeValue } from './describe-value.ts';
import type { FunctionSignature, Parameter } from './function-signature.ts';
import { isPlainObject } from './json-value.ts';
import type { Coded, ValueProblem } from './value-problem.ts';

/**
 * Turns the JSON that a worker answered with into what a call resolves to.
 *
 * No output: null. One: its value. Several: an object of values by name, as the JSON is one. Null is
 * a problem for an output that is neither nullable nor object nor dynamic. Paths begin with the
 * output's name. `values` are those of the bytes that `findReferences` found.
 */
export function decodeOutputs(
  signature: FunctionSignature,
  json: unknown,
  values: BytesValues = new Map(),
): Coded<unknown> {
  const [first, ...others] = signature.outputs;
  if (first === undefined) return { value: null, problems: [] };
  if (others.length === 0) return decodeOutput(first, json, values);
  if (!isPlainObject(json)) return { value: null, problems: [notAnObject(signature, json)] };
  const entries: [string, unknown][] = [];
  const problems = findUnknown(signature, json);
  for (const output of signature.outputs) {
    if (Object.hasOwn(json, output.name)) {
      const decoded = decodeOutput(output, json[output.name], values);
      entries.push([output.name, decoded.value]);
      problems.push(...decoded.problems);
    } else problems.push(outputProblem(output.name, 'missing-output', 'nothing'));
  }
  return { value: Object.fromEntries(entries), problems };
}

function decodeOutput(output: Parameter, json: unknown, values: BytesValues): Coded<unknown> {
  if (json === null && output.nullable === true) return { value: null, problems: [] };
  return decodeValue(output.type, json, { path: output.name, values });
}

function findUnknown(signature: FunctionSignature, json: Record<string, unknown>): ValueProblem[] {
  const names = new Set(signature.outputs.map((output) => output.name));
  return Object.keys(json)
    .filter((name) => !names.has(name))
    .map((name) => outputProblem(name, 'unknown-output', describeValue(json[name])));
}

function outputProblem(
  name: string,
  code: 'missing-output' | 'unknown-output',
  actual: string,
): ValueProblem {
  const [expected, message] =
    code === 'missing-output'
      ? ['a value', `${name}: the result lacks this output.`]
      : ['only declared outputs', `${name}: the result has a value that is no declared output.`];
  return { parameter: name, path: name, code, expected, actual, message };
}

function notAnObject({ name, outputs }: FunctionSignature, json: unknown): ValueProblem {
  const expected = `an object of ${outputs.map((output) => output.name).join(', ')}`;
  const actual = describeValue(json);
  const message = `The result of ${name}: expected ${expected}, got ${actual}.`;
  return { parameter: '', path: '', code: 'wrong-type', expected, actual, message };
}
