import { parseDateTime } from './date-time.ts';
import { isPlainObject } from './json-value.ts';
import { elementType, takesNull, type ValueType } from './value-type.ts';

// The names that JSON has no numbers for.
const SPECIAL_DOUBLES: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity', '-0']);
const MAX_DEPTH = 200;

/**
 * Whether `decodeValue` finds no problem in the JSON of a value that has no bytes; false for one that
 * has. An editor asks this of each default it reads, and has no use for the words of a refusal.
 */
export function isWireValue(type: ValueType, json: unknown): boolean {
  if (json === null) return takesNull(type);
  switch (type.name) {
    case 'int':
      return Number.isSafeInteger(json);
    case 'bigint':
      return typeof json === 'string' && /^-?[0-9]+$/.test(json);
    case 'double':
      return Number.isFinite(json) || SPECIAL_DOUBLES.has(json);
    case 'bool':
      return typeof json === 'boolean';
    case 'string':
    case 'column':
      return typeof json === 'string' && json.isWellFormed();
    case 'datetime':
      return typeof json === 'string' && parseDateTime(json) !== undefined;
    case 'list':
    case 'string_list':
    case 'column_list': {
      const element = elementType(type);
      if (!Array.isArray(json) || element === undefined) return Array.isArray(json) && isJson(json);
      return json.every((item) => isWireValue(element, item));
    }
    case 'map':
      return isPlainObject(json) && isJson(json);
    case 'object':
    case 'dynamic':
      return isJson(json);
    default:
      return false;
  }
}

function isJson(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null)
    return typeof value === 'boolean' || value === null;
  if (depth >= MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1));
  if (!isPlainObject(value)) return false;
  return Object.keys(value).every((key) => key.isWellFormed() && isJson(value[key], depth + 1));
}
