import { findNearest } from '@celeriac/diagnostic';
import type { EncodedFrame, EncodeFrame } from './bytes/encoded-frame.ts';
import { checkLimits } from './check-limits.ts';
import { describeValue } from './describe-value.ts';
import { checkColumns } from './columns/check-columns.ts';
import { encode, type EncodeContext, EncodeWalk } from './encode-value.ts';
import type { FunctionSignature, Parameter } from './function-signature.ts';
import type { Coded, Encoded, ValueProblem } from './value-problem.ts';
import { renderType, takesNull, type JsonValue } from './value-type.ts';

/**
 * Turns a caller's arguments into the JSON object that travels, checked against a signature.
 *
 * All problems are told at once: unknown names (with the nearest input), missing ones, null where
 * it is not allowed, types, choices, ranges, and columns by their frames. An argument that is
 * `undefined` counts as left out; what is left out takes the header's default, or stays left out
 * where it is optional, so that the `def`'s own default holds. The value is to be sent only where
 * there are no problems.
 *
 * Bytes (dataframe, file, blob, graphics) do not stand in the JSON: they are the attachments, and the
 * JSON refers to each as the part of its index. Whoever sends them puts each into the body or into a
 * blob, and says so by `placeAttachments`.
 */
export function encodeArguments(
  signature: FunctionSignature,
  args: Readonly<Record<string, unknown>>,
  { encodeFrame }: EncodeOptions = {},
): Encoded<Record<string, JsonValue>> {
  const entries: [string, JsonValue][] = [];
  const frames = new Map<string, EncodedFrame>();
  const into: EncodeContext = {
    attachments: [],
    encodeFrame,
    onFrame: (name, frame) => frames.set(name, frame),
  };
  const problems = findUnknown(signature, args);
  for (const input of signature.inputs) {
    const given = Object.hasOwn(args, input.name) ? args[input.name] : undefined;
    if (given !== undefined) {
      const encoded = encodeArgument(input, given, into);
      entries.push([input.name, encoded.value]);
      problems.push(...encoded.problems);
    } else if (input.default !== undefined) entries.push([input.name, input.default]);
    else if (input.optional !== true) problems.push(missing(signature, input));
  }
  const value = Object.fromEntries(entries);
  problems.push(...checkColumns(signature.inputs, value, frames));
  return { value, problems, attachments: into.attachments };
}

/** What the encoding of arguments needs from outside. */
export interface EncodeOptions {
  /** Turns what callers pass for a `dataframe` into Arrow; without it every one is refused. */
  readonly encodeFrame?: EncodeFrame;
}

function encodeArgument(input: Parameter, given: unknown, into: EncodeContext): Coded<JsonValue> {
  if (given === null && (input.nullable === true || takesNull(input.type)))
    return { value: null, problems: [] };
  const walk = new EncodeWalk(input.name, into);
  const value = encode(input.type, given, walk);
  if (walk.problems.length > 0) return { value, problems: walk.problems };
  return { value, problems: checkLimits(input, { given, wire: value }) };
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
