import { elementType, type TypeName, type ValueType } from '../value-type.ts';

/** Types of which every value, as JavaScript has it, is a JSON value that stays as it is. */
const JSON_TYPES: ReadonlySet<TypeName> = new Set(['int', 'bool', 'string', 'map', 'dynamic']);

/**
 * Whether every JavaScript value of the type `narrow` is one of the type `wide` as well, as an
 * input or as an output. An int is a double; as an input it will do for a bigint too.
 */
export function isSubtype(
  narrow: ValueType,
  wide: ValueType,
  direction: 'input' | 'output',
): boolean {
  if (narrow.name === wide.name && narrow.element === wide.element) return true;
  if (wide.name === 'dynamic') return isJson(narrow);
  if (narrow.name === 'int')
    return wide.name === 'double' || (wide.name === 'bigint' && direction === 'input');
  if (narrow.name !== 'list' || wide.name !== 'list') return false;
  const element = elementType(narrow) ?? { name: 'dynamic' };
  return isSubtype(element, elementType(wide) ?? { name: 'dynamic' }, direction);
}

function isJson(type: ValueType): boolean {
  const element = elementType(type);
  if (element !== undefined) return isJson(element);
  return JSON_TYPES.has(type.name) || type.name === 'list' || type.name === 'object';
}
