import type { FunctionSignature, Parameter } from '../function-signature.ts';
import { DIALECT, type JsonSchema } from './json-schema.ts';
import { toValueSchema } from './value-schema.ts';

/**
 * The JSON Schema (2020-12) of a call's arguments as they travel: an object by input name.
 *
 * It takes what `encodeArguments` makes, and refuses what that refuses, but for what a schema cannot
 * say: the range of a bigint, real days of a datetime (`format` tells validators that know it),
 * well-formed text, how deep values nest, and what columns a frame has. Bytes are the reference to
 * where they travel.
 */
export function toInputSchema({ name, description, inputs }: FunctionSignature): JsonSchema {
  const required = inputs.filter((input) => input.optional !== true && input.default === undefined);
  return {
    $schema: DIALECT,
    title: name,
    ...(description !== undefined && { description }),
    ...toObject(inputs, required),
  };
}

/**
 * The JSON Schema (2020-12) of what a worker answers with: null without outputs, the value of a lone
 * one, an object by name of several. It takes what `decodeOutputs` reads, with the same exceptions
 * as `toInputSchema`, and a datetime has to name its offset.
 */
export function toOutputSchema({ name, outputs }: FunctionSignature): JsonSchema {
  const [first, ...others] = outputs;
  const head = { $schema: DIALECT, title: name };
  if (first === undefined) return { ...head, type: 'null' };
  if (others.length === 0) return { ...head, ...toAnswer(first) };
  return { ...head, ...toObject(outputs.map(withoutLimits), outputs) };
}

function toAnswer(output: Parameter): JsonSchema {
  return toValueSchema(withoutLimits(output));
}

/** Choices and ranges are checked of arguments alone. */
function withoutLimits({ name, type, nullable, description, options }: Parameter): Parameter {
  return {
    name,
    type,
    ...(nullable !== undefined && { nullable }),
    ...(description !== undefined && { description }),
    ...(options !== undefined && { options }),
  };
}

function toObject(parameters: readonly Parameter[], required: readonly Parameter[]): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map((each) => [each.name, toValueSchema(each)])),
    required: required.map(({ name }) => name),
    additionalProperties: false,
  };
}
