import { findNearest } from '@celeriac/diagnostic';
import { checkLimits } from './check-limits.ts';
import { describeValue } from './describe-value.ts';
import { encodeValue } from './encode-value.ts';
import type { FunctionSignature, Parameter } from './function-signature.ts';
import type { Coded, ValueProblem } from './value-problem.ts';
import { renderType, takesNull, type JsonValue } from './value-type.ts';

/**
 * Turns a caller's arguments into the JSON object that travels, checked against a signature.
 *
 * All problems are told at once: unknown names (with the nearest input), missing ones, null where
 * it is not allowed, types, choices and ranges. An argument that is `undefined` counts as left out;
 * what is left out takes the header's default, or stays left out where it is optional, so that the
 * `def`'s own default holds. The value is to be sent only where there are no problems.
 */
export function encodeArguments(
  signature: FunctionSignature,
  args: Readonly<Record<string, unknown>>,
): Coded<Record<string, JsonValue>> {
  const entries: [string, JsonValue][] = [];
  const problems = findUnknown(signature, args);
  for (const input of signature.inputs) {
    const given = Object.hasOwn(args, input.name) ? args[input.name] : undefined;
    if (given !== undefined) {
      const encoded = encodeArgument(input, given);
      entries.push([input.name, encoded.value]);
      problems.push(...encoded.problems);
    } else if (input.default !== undefined) entries.push([input.name, input.default]);
    else if (input.optional !== true) problems.push(missing(signature, input));
  }
  return { value: Object.fromEntries(entries), problems };
}

function encodeArgument(input: Parameter, given: unknown): Coded<JsonValue> {
  if (given === null && (input.nullable === true || takesNull(input.type)))
    return { value: null, problems: [] };
  const encoded = encodeValue(input.type, given, input.name);
  if (encoded.problems.length > 0) return encoded;
  return { value: encoded.value, problems: checkLimits(input, { given, wire: encoded.value }) };
}

function findUnknown(
  signature: FunctionSignature,
  args: Readonly<Record<string, unknown>>,
): ValueProblem[] {
  const names = signature.inputs.map((input) => input.name);
  return Object.keys(args)
    .filter((name) => !names.includes(name) && args[name] !== undefined)
    .map((name) => {
      const expected = names.length === 0 ? 'no arguments' : `one of ${names.join(', ')}`;
      const nearest = findNearest(name, names);
      const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
      return {
        parameter: name,
        path: name,
        code: 'unknown-argument',
        expected,
        actual: describeValue(args[name]),
        message: `${name}: ${signature.name} has no such input; it takes ${names.length === 0 ? expected : names.join(', ')}.${hint}`,
      };
    });
}

function missing(signature: FunctionSignature, { name, type, nullable }: Parameter): ValueProblem {
  const expected = `${renderType(type)}${nullable === true ? ' or null' : ''}`;
  return {
    parameter: name,
    path: name,
    code: 'missing-argument',
    expected,
    actual: 'nothing',
    message: `${name}: ${signature.name} needs this argument: ${expected}.`,
  };
}
