import type { FunctionSignature } from '../function-signature.ts';
import { isPlainObject } from '../json-value.ts';
import { elementType, type ValueType } from '../value-type.ts';
import { isBytesType, type BytesTypeName } from './attachment.ts';
import { parseReference, type BytesReference } from './bytes-reference.ts';

/** A place in a result where bytes are referred to. */
export interface FoundReference {
  readonly type: BytesTypeName;
  readonly reference: BytesReference;
  /** The object of the JSON that is the reference: the key of its value for `decodeOutputs`. */
  readonly json: object;
}

/**
 * Finds the bytes that a result refers to, where the declared types of the outputs are such; no
 * other object is taken for a reference. What is malformed is left out, and told by `decodeOutputs`.
 */
export function findReferences(
  signature: FunctionSignature,
  json: unknown,
): readonly FoundReference[] {
  const [first, ...others] = signature.outputs;
  if (first === undefined) return [];
  if (others.length === 0) return findIn(first.type, json);
  if (!isPlainObject(json)) return [];
  return signature.outputs.flatMap(({ name, type }) =>
    Object.hasOwn(json, name) ? findIn(type, json[name]) : [],
  );
}

function findIn(type: ValueType, json: unknown): readonly FoundReference[] {
  if (isBytesType(type)) {
    const reference = parseReference(type.name, json);
    return typeof reference === 'string'
      ? []
      : [{ type: type.name, reference, json: json as object }];
  }
  const element = elementType(type);
  if (element === undefined || !isBytesType(element) || !Array.isArray(json)) return [];
  return json.flatMap((part) => findIn(element, part));
}
