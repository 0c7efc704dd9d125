import type { Attachment, BytesTypeName } from './bytes/attachment.ts';
import type { BytesMeta } from './bytes/bytes-meta.ts';
import { readBytes, toPartJson } from './bytes/encode-bytes.ts';
import type { EncodedFrame, EncodeFrame } from './bytes/encoded-frame.ts';
import { renderDateTime } from './date-time.ts';
import { checkJson, checkText, isPlainObject } from './json-value.ts';
import { refuseValue } from './refuse-value.ts';
import type { Encoded, ProblemCode } from './value-problem.ts';
import { elementType, takesNull, type JsonValue, type ValueType } from './value-type.ts';
import { ValueWalk } from './value-walk.ts';

/**
 * Turns a caller's value into the JSON that travels, by its declared type.
 *
 * int: a safe integer. bigint: a `bigint` or safe integer, as decimal string. double: a number, or
 * the string `NaN`, `Infinity`, `-Infinity` or `-0`. datetime: a `Date`, as RFC 3339 in UTC. Lists
 * element by element. map: a plain object of JSON values. object and dynamic: any JSON value, null
 * included; for every other type null is a problem (`nullable` is a matter of `encodeArguments`).
 * column: a name. blob, file, graphics: see `readBytes`; their bytes become attachments.
 *
 * Nothing is converted silently: what does not fit is a problem, at its place below `path`.
 */
export function encodeValue(type: ValueType, value: unknown, path = ''): Encoded<JsonValue> {
  const walk = new EncodeWalk(path, { attachments: [] });
  const encoded = encode(type, value, walk);
  return { value: encoded, problems: walk.problems, attachments: walk.into.attachments };
}

/** What the values of one call are encoded into. */
export interface EncodeContext {
  readonly attachments: Attachment[];
  readonly encodeFrame?: EncodeFrame | undefined;
  /** Told of each frame, with the name of its input. */
  readonly onFrame?: (name: string, frame: EncodedFrame) => void;
}

/** A way through a value that is encoded, and what its bytes become part of. */
export class EncodeWalk extends ValueWalk {
  readonly into: EncodeContext;

  constructor(base: string, into: EncodeContext) {
    super(base);
    this.into = into;
  }
}

/** `encodeValue` for one value of several that share their attachments. */
export function encode(type: ValueType, value: unknown, walk: EncodeWalk): JsonValue {
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
    case 'column':
      if (typeof value !== 'string') return refuse('wrong-type');
      checkText(value, walk);
      return value;
    case 'datetime':
      if (!(value instanceof Date)) return refuse('wrong-type');
      return renderDateTime(value) ?? refuse('invalid-datetime');
    case 'list':
    case 'string_list':
    case 'column_list':
      return Array.isArray(value) ? encodeList(type, value, walk) : refuse('wrong-type');
    case 'map':
      if (!isPlainObject(value)) return refuse('wrong-type');
      checkJson(value, walk);
      return value as JsonValue;
    case 'object':
    case 'dynamic':
      checkJson(value, walk);
      return value as JsonValue;
    case 'dataframe':
      return encodeFrame(value, walk);
    case 'file':
    case 'blob':
    case 'graphics':
      return encodeBytes(type.name, value, walk);
  }
}

function encodeFrame(value: unknown, walk: EncodeWalk): JsonValue {
  const type = { name: 'dataframe' } as const;
  const { encodeFrame: encodeIt, onFrame } = walk.into;
  if (encodeIt === undefined) return refuseValue(walk, 'not-carried', { type, value });
  const frame = encodeIt(value, ({ at, code, value: wrong, ...facts }) =>
    walk.atEach(at, () => walk.tell(code, wrong, facts)),
  );
  if (frame === undefined) return null;
  onFrame?.(walk.base, frame);
  return attach(walk, { type: 'dataframe', bytes: frame.bytes });
}

function encodeBytes(
  type: Exclude<BytesTypeName, 'dataframe'>,
  value: unknown,
  walk: EncodeWalk,
): JsonValue {
  const read = readBytes(type, value);
  if ('bytes' in read) return attach(walk, { type, bytes: read.bytes }, read.meta);
  const { code, ...facts } = read;
  return refuseValue(walk, code, { type: { name: type }, ...facts });
}

function attach(
  { into, base, steps }: EncodeWalk,
  { type, bytes }: Omit<Attachment, 'at'>,
  meta: BytesMeta = {},
): JsonValue {
  const part = into.attachments.push({ type, bytes, at: [base, ...steps] }) - 1;
  return toPartJson(part, meta);
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

function encodeList(type: ValueType, value: readonly unknown[], walk: EncodeWalk): JsonValue {
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
