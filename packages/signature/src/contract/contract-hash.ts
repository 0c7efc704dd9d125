import { renderCanonicalJson } from '../canonical-json.ts';
import type { FunctionSignature } from '../function-signature.ts';
import { sha256Hex } from '../sha256.ts';
import { renderType, type JsonValue } from '../value-type.ts';
import { toContracts, type FunctionContract, type OutputContract } from './function-contract.ts';

/**
 * The contract of an app's functions: 16 lower-case hexadecimal digits that change exactly when a
 * caller could notice, which is when `compareContracts` finds a difference.
 *
 * It covers names, aliases; of inputs the name, type, default, nullable, optional, choices, min,
 * max and what is demanded of columns; of outputs the name (where there are several), type and nullable. It does not cover
 * descriptions, tags or other options, nor any order: arguments and several outputs go by name.
 * Two ways to write the same, such as `string_list` and `list<string>`, make no difference.
 */
export function contractHash(functions: readonly FunctionSignature[]): string {
  const contract = sorted(toContracts(functions).map(toJson));
  return sha256Hex(renderCanonicalJson(['celeriac-contract-2', ...contract])).slice(0, 16);
}

function toJson({ name, aliases, inputs, outputs }: FunctionContract): JsonValue {
  return {
    name,
    aliases,
    inputs: sorted(
      inputs.map(({ choices, columns, ...input }) => ({
        ...input,
        type: renderType(input.type),
        choices: choices && sorted(choices),
        ...(columns && { columns: { ...columns } as JsonValue }),
      })),
    ),
    outputs: sorted(
      outputs.map((output: OutputContract) => ({ ...output, type: renderType(output.type) })),
    ),
  };
}

function sorted(values: readonly JsonValue[]): readonly JsonValue[] {
  return values
    .map((value) => [renderCanonicalJson(value), value] as const)
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([, value]) => value);
}
