import { renderDateTime } from './date-time.ts';
import { checkJson, checkText, isPlainObject } from './json-value.ts';
import { refuseValue } from './refuse-value.ts';
import type { Coded, ProblemCode } from './value-problem.ts';
import { elementType, takesNull, type JsonValue, type ValueType } from './value-type.ts';
import { ValueWalk } from './value-walk.ts';

/**
 * Turns a caller's value into the JSON that travels, by its declared type.
 *
 * int: a safe integer. bigint: a `bigint` or safe integer, as decimal string. double: a number, or
 * the string `NaN`, `Infinity`, `-Infinity` or `-0`. datetime: a `Date`, as RFC 3339 in UTC. Lists
 * element by element. map: a plain object of JSON values. object and dynamic: any JSON value, null
 * included; for every other type null is a problem (`nullable` is a matter of `encodeArguments`).
 *
 * Nothing is converted silently: what does not fit is a problem, at its place below `path`.
 */
export function encodeValue(type: ValueType, value: unknown, path = ''): Coded<JsonValue> {
  const walk = new ValueWalk(path);
  return { value: encode(type, value, walk), problems: walk.problems };
}

function encode(type: ValueType, value: unknown, walk: ValueWalk): JsonValue {
  const refuse = (code: ProblemCode): null => refuseValue(walk, code, { type, value });
  if (value === null && !takesNull(type)) return refuse('null-value');
  switch (type.name) {
    case 'int':
      return encodeInteger(type, value, walk);
    case 'bigint':
      if (typeof value === 'bigint') return String(value);
      return encodeInteger(type, value, walk)?.toString() ?? null;
    case 'double':
      return typeof value === 'number' ? encodeDouble(value) : refuse('wrong-type');
    case 'bool':
      return typeof value === 'boolean' ? value : refuse('wrong-type');
    case 'string':
      if (typeof value !== 'string') return refuse('wrong-type');
      checkText(value, walk);
      return value;
    case 'datetime':
      if (!(value instanceof Date)) return refuse('wrong-type');
      return renderDateTime(value) ?? refuse('invalid-datetime');
    case 'list':
    case 'string_list':
      return Array.isArray(value) ? encodeList(type, value, walk) : refuse('wrong-type');
    case 'map':
      if (!isPlainObject(value)) return refuse('wrong-type');
      checkJson(value, walk);
      return value as JsonValue;
    case 'object':
    case 'dynamic':
      checkJson(value, walk);
      return value as JsonValue;
    default:
      return refuse('not-carried');
  }
}

function encodeInteger(type: ValueType, value: unknown, walk: ValueWalk): number | null {
  if (typeof value !== 'number') return refuseValue(walk, 'wrong-type', { type, value });
  if (!Number.isInteger(value)) return refuseValue(walk, 'not-an-integer', { type, value });
  if (!Number.isSafeInteger(value)) return refuseValue(walk, 'unsafe-integer', { type, value });
  return value === 0 ? 0 : value;
}

function encodeDouble(value: number): JsonValue {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : String(value);
}

function encodeList(type: ValueType, value: readonly unknown[], walk: ValueWalk): JsonValue {
  const element = elementType(type);
  if (element === undefined) {
    checkJson(value, walk);
    return value as JsonValue;
  }
  const encoded: JsonValue[] = [];
  walk.inside(value, () => {
    for (let index = 0; index < value.length; index++)
      encoded.push(walk.at(index, () => encode(element, value[index], walk)));
  });
  return encoded;
}
