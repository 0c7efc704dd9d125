import {
  elementType,
  isWireValue,
  type JsonValue,
  type TypeName,
  type ValueType,
} from '@celeriac/signature';
import { parseLiteral } from '../literal/parse-literal.ts';
import { unquote } from '../literal/unquote.ts';
import type { DefaultText } from '../parameter/parameter-line.ts';
import { toBoolean } from './to-boolean.ts';
import { toDateTime } from './to-date-time.ts';

/** A default in the wire form of its type; an object, because null is one too. */
export interface WireDefault {
  readonly value: JsonValue;
}

/** Turns a default as written into the wire form of its type; `undefined` where it does not fit. */
export function toDefault(type: ValueType, written: DefaultText): WireDefault | undefined {
  const { kind, text } = written;
  if (kind === 'bare' && (text === 'null' || text === 'None')) return { value: null };
  const value = kind === 'quoted' ? fromQuoted(type, unquote(text)) : fromPlain(type, written);
  if (value === undefined) return undefined;
  const fits = isWireValue(type, value);
  return fits ? { value } : undefined;
}

/** Types that hold nothing a header could write down. */
const WITHOUT_DEFAULT: ReadonlySet<TypeName> = new Set(['dataframe', 'file', 'blob', 'graphics']);

function fromQuoted(type: ValueType, content: string): JsonValue | undefined {
  if (WITHOUT_DEFAULT.has(type.name)) return undefined;
  switch (type.name) {
    case 'string':
    case 'column':
      return content;
    case 'datetime':
      return toDateTime(content);
    case 'int':
    case 'bigint':
    case 'double':
    case 'bool':
      return undefined;
    case 'object':
    case 'dynamic':
      return /^\s*[[{]/.test(content) ? (parseLiteral(content)?.value ?? content) : content;
    default:
      return fromLiteral(type, content);
  }
}

function fromPlain(type: ValueType, { kind, text }: DefaultText): JsonValue | undefined {
  if (WITHOUT_DEFAULT.has(type.name)) return undefined;
  switch (type.name) {
    case 'string':
    case 'column':
      return kind === 'bare' ? text : undefined;
    case 'datetime':
      return toDateTime(text);
    case 'int':
      return /^[+-]?\d+$/.test(text) ? Number(text) || 0 : undefined;
    case 'bigint':
      return toBigint(text);
    case 'double':
      return toDouble(text);
    case 'bool':
      return toBoolean(text);
    default:
      return fromLiteral(type, text);
  }
}

function fromLiteral(type: ValueType, text: string): JsonValue | undefined {
  const value = parseLiteral(text)?.value;
  if (value === undefined) return undefined;
  if (type.name === 'column_list')
    return Array.isArray(value) && value.every((name) => typeof name === 'string')
      ? value
      : undefined;
  const element = elementType(type);
  if (element === undefined || !Array.isArray(value)) return value;
  return value.map((item: JsonValue) => toElement(element.name, item));
}

/** An element of a list in the wire form of its type; what does not fit is found out later. */
function toElement(type: TypeName, item: JsonValue): JsonValue {
  if (type === 'bigint' && typeof item === 'number') return String(item);
  if (type === 'double' && typeof item === 'number') return toWireDouble(item);
  if (type === 'datetime' && typeof item === 'string') return toDateTime(item) ?? item;
  return item;
}

// Python reads no integer of more digits from a text.
const MOST_DIGITS = 4300;

function toBigint(text: string): string | undefined {
  const match = /^([+-]?)0*(\d+)$/.exec(text);
  if (!match || text.length > MOST_DIGITS) return undefined;
  const [, sign = '', digits = ''] = match;
  return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}

function toDouble(text: string): JsonValue | undefined {
  const isNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text);
  const value = Number(text);
  if (isNumber) return Number.isFinite(value) ? toWireDouble(value) : undefined;
  const special = /^([+-]?)(nan|inf|infinity)$/i.exec(text);
  if (special === null) return undefined;
  if (special[2]?.toLowerCase() === 'nan') return 'NaN';
  return special[1] === '-' ? '-Infinity' : 'Infinity';
}

/** A finite double as it travels; JSON by itself would lose the sign of zero. */
function toWireDouble(value: number): JsonValue {
  return Object.is(value, -0) ? '-0' : value;
}
