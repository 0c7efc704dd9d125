import { renderCanonicalJson } from './canonical-json.ts';
import type { FunctionSignature, Parameter } from './function-signature.ts';
import { sha256Hex } from './sha256.ts';
import { renderType, type JsonValue } from './value-type.ts';

/**
 * The contract of an app's functions: 16 lower-case hexadecimal digits that change exactly when a
 * caller could notice.
 *
 * It covers names, aliases; of inputs the name, type, default, nullable, optional, choices, min and
 * max; of outputs the name, type and nullable. It does not cover descriptions, tags or other
 * options, nor any order: arguments and several outputs go by name.
 */
export function contractHash(functions: readonly FunctionSignature[]): string {
  const contract = sorted(functions.map(toContract));
  return sha256Hex(renderCanonicalJson(['celeriac-contract-1', ...contract])).slice(0, 16);
}

function toContract({ name, aliases, inputs, outputs }: FunctionSignature): JsonValue {
  return {
    name,
    aliases: sorted(aliases ?? []),
    inputs: sorted(inputs.map(toInputContract)),
    outputs: sorted(outputs.map(toOutputContract)),
  };
}

function toInputContract(input: Parameter): JsonValue {
  return {
    ...toOutputContract(input),
    optional: input.optional === true || input.default !== undefined,
    default: input.default === undefined ? [] : [input.default],
    choices: sorted(input.choices ?? []),
    min: input.min ?? null,
    max: input.max ?? null,
  };
}

function toOutputContract({ name, type, nullable }: Parameter): Record<string, JsonValue> {
  return { name, type: renderType(type), nullable: nullable === true };
}

function sorted(values: readonly JsonValue[]): readonly JsonValue[] {
  return values
    .map((value) => [renderCanonicalJson(value), value] as const)
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([, value]) => value);
}
