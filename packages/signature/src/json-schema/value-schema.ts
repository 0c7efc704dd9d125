import type { BytesTypeName } from '../bytes/attachment.ts';
import type { Parameter } from '../function-signature.ts';
import { elementType, takesNull, type JsonValue, type ValueType } from '../value-type.ts';
import { choicesHoldForElements, wireChoices } from '../wire-choices.ts';
import type { JsonSchema } from './json-schema.ts';

/** The schema of a parameter's value on the wire: its type, limits, null and what is said of it. */
export function toValueSchema(parameter: Parameter): JsonSchema {
  const { type, nullable, description, options } = parameter;
  const caption = options?.['caption'];
  const about = {
    ...(caption !== undefined && { title: caption }),
    ...(description !== undefined && { description }),
    ...(parameter.default !== undefined && { default: parameter.default }),
  };
  const schema = toLimited(parameter);
  if (nullable === true || takesNull(type))
    return isEmpty(schema) ? about : { ...about, anyOf: [schema, { type: 'null' }] };
  return { ...about, ...schema };
}

/** Digits, as the worker reads them: JSON numbers are not exact beyond 2^53. */
const BIGINT = { type: 'string', pattern: '^-?[0-9]+$' } as const;
const DATE_TIME = {
  type: 'string',
  format: 'date-time',
  pattern:
    '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$',
} as const;

function toLimited(parameter: Parameter): JsonSchema {
  const { type } = parameter;
  const choices = wireChoices(parameter);
  if (choices === undefined) return toType(parameter, type);
  const fitting = choices.filter((choice) => isWithin(parameter, choice));
  const each: JsonSchema = fitting.length === 0 ? NOTHING : { enum: fitting };
  if (!choicesHoldForElements(type)) return each;
  const list: JsonSchema = { type: 'array', items: each };
  return takesNull(type) ? { anyOf: [each, list] } : list;
}

const NOTHING: JsonSchema = { not: {} };

function toType(limits: Parameter, type: ValueType): JsonSchema {
  switch (type.name) {
    case 'int':
      return {
        type: 'integer',
        minimum: Math.max(limits.min ?? -Infinity, Number.MIN_SAFE_INTEGER),
        maximum: Math.min(limits.max ?? Infinity, Number.MAX_SAFE_INTEGER),
      };
    case 'bigint':
      return BIGINT;
    case 'double':
      return toDouble(limits);
    case 'bool':
      return { type: 'boolean' };
    case 'string':
    case 'column':
      return { type: 'string' };
    case 'datetime':
      return DATE_TIME;
    case 'list':
    case 'string_list':
    case 'column_list': {
      const element = elementType(type);
      return element === undefined
        ? { type: 'array' }
        : { type: 'array', items: toValueSchema({ name: '', type: element }) };
    }
    case 'map':
      return { type: 'object' };
    case 'object':
    case 'dynamic':
      return {};
    case 'dataframe':
    case 'file':
    case 'blob':
    case 'graphics':
      return toReference(type.name);
  }
}

const COUNT = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;

/** Where bytes are: a part of the body, or a blob. Names of files are checked more closely than this. */
function toReference(type: BytesTypeName): JsonSchema {
  const mediaType = { type: 'string', pattern: '^[^/]+/[^/]+$' };
  const meta =
    type === 'file'
      ? { name: { type: 'string', minLength: 1, maxLength: 255 }, mediaType }
      : type === 'graphics'
        ? { mediaType }
        : {};
  const toObject = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
    type: 'object',
    properties: { ...properties, ...meta },
    required: [...Object.keys(properties), ...Object.keys(meta)],
  });
  return {
    oneOf: [
      toObject({ part: COUNT }),
      toObject({ blob: { type: 'string', minLength: 1 }, bytes: COUNT }),
    ],
  };
}

function toDouble(limits: Parameter): JsonSchema {
  const { min, max } = limits;
  const special = ['NaN', 'Infinity', '-Infinity', '-0'].filter((name) => isWithin(limits, name));
  const number: JsonSchema = {
    type: 'number',
    ...(min !== undefined && { minimum: min }),
    ...(max !== undefined && { maximum: max }),
  };
  return special.length === 0 ? number : { anyOf: [number, { enum: special }] };
}

/** Whether a wire value of a numeric type is in the range; NaN is outside of every one. */
function isWithin({ type, min, max }: Parameter, wire: JsonValue): boolean {
  const hasRange = min !== undefined || max !== undefined;
  if (!hasRange || !['int', 'bigint', 'double'].includes(type.name)) return true;
  return Number(wire) >= (min ?? -Infinity) && Number(wire) <= (max ?? Infinity);
}

function isEmpty(schema: JsonSchema): boolean {
  return Object.keys(schema).length === 0;
}
