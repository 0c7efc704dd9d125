import type { BytesTypeName } from './bytes/attachment.ts';
import { parseReference } from './bytes/bytes-reference.ts';
import type { FrameProblem } from './bytes/encoded-frame.ts';
import { parseDateTime } from './date-time.ts';
import { checkJson, checkText, isPlainObject } from './json-value.ts';
import { refuseValue } from './refuse-value.ts';
import type { Coded, ProblemCode } from './value-problem.ts';
import { elementType, takesNull, type ValueType } from './value-type.ts';
import { ValueWalk } from './value-walk.ts';

/**
 * Turns the JSON that travelled back into a JavaScript value, by its declared type.
 *
 * int and double: `number`. bigint: `bigint`. bool, string: themselves. datetime: `Date`. Lists:
 * arrays. map: a plain object. object and dynamic: the JSON value. dataframe, file, blob, graphics:
 * what `values` has for the JSON object that refers to their bytes. What does not fit is a problem, at
 * its place below `path`; null is one for every type but object and dynamic.
 */
export function decodeValue(
  type: ValueType,
  json: unknown,
  { path = '', values = new Map() }: DecodeOptions = {},
): Coded<unknown> {
  const walk = new DecodeWalk(path, values);
  return { value: decode(type, json, walk), problems: walk.problems };
}

/** What a value is decoded with. */
export interface DecodeOptions {
  /** Where problems are told from. Default: `''`. */
  readonly path?: string;
  /** The values of bytes by the object of the JSON that refers to them; see `findReferences`. */
  readonly values?: BytesValues;
}

/**
 * What became of bytes, by the object of the JSON that refers to them: their JavaScript value, or why
 * there is none. What is missing is told as `no-such-part`.
 */
export type BytesValues = ReadonlyMap<object, BytesValue>;

/** The value of bytes, or why there is none. */
export type BytesValue =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'problem'; readonly problem: FrameProblem };

class DecodeWalk extends ValueWalk {
  readonly values: BytesValues;

  constructor(base: string, values: BytesValues) {
    super(base);
    this.values = values;
  }
}

const SPECIAL_DOUBLES: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);

function decode(type: ValueType, json: unknown, walk: DecodeWalk): unknown {
  const refuse = (code: ProblemCode, expected?: string): null =>
    refuseValue(walk, code, { type, value: json, ...(expected === undefined ? {} : { expected }) });
  if (json === null && !takesNull(type)) return refuse('null-value');
  switch (type.name) {
    case 'int':
      if (typeof json !== 'number') return refuse('wrong-type');
      if (!Number.isInteger(json)) return refuse('not-an-integer');
      return Number.isSafeInteger(json) ? json : refuse('unsafe-integer');
    case 'bigint':
      if (typeof json !== 'string')
        return refuse('wrong-type', 'bigint (decimal digits in a string)');
      return /^-?[0-9]+$/.test(json) ? BigInt(json) : refuse('not-an-integer');
    case 'double':
      if (typeof json === 'number' && Number.isFinite(json)) return json;
      return SPECIAL_DOUBLES.get(json) ?? refuse('wrong-type');
    case 'bool':
      return typeof json === 'boolean' ? json : refuse('wrong-type');
    case 'string':
    case 'column':
      if (typeof json !== 'string') return refuse('wrong-type');
      checkText(json, walk);
      return json;
    case 'datetime':
      if (typeof json !== 'string') return refuse('wrong-type');
      return parseDateTime(json) ?? refuse('invalid-datetime', 'datetime (RFC 3339)');
    case 'list':
    case 'string_list':
    case 'column_list':
      return Array.isArray(json) ? decodeList(type, json, walk) : refuse('wrong-type');
    case 'map':
      if (!isPlainObject(json)) return refuse('wrong-type');
      checkJson(json, walk);
      return json;
    case 'object':
    case 'dynamic':
      checkJson(json, walk);
      return json;
    case 'dataframe':
    case 'file':
    case 'blob':
    case 'graphics':
      return decodeBytes(type.name, json, walk);
  }
}

function decodeBytes(type: BytesTypeName, json: unknown, walk: DecodeWalk): unknown {
  const reference = parseReference(type, json);
  const facts = { type: { name: type }, value: json, expected: `a ${type} (where it is)` };
  if (typeof reference === 'string') return refuseValue(walk, reference, facts);
  const found = walk.values.get(json as object);
  if (found === undefined) return refuseValue(walk, 'no-such-part', facts);
  if (found.kind === 'value') return found.value;
  const { at, code, value, ...rest } = found.problem;
  walk.atEach(at, () => walk.tell(code, value, rest));
  return null;
}

function decodeList(type: ValueType, json: readonly unknown[], walk: DecodeWalk): unknown[] {
  const element = elementType(type);
  if (element === undefined) {
    checkJson(json, walk);
    return json as unknown[];
  }
  const decoded: unknown[] = [];
  walk.inside(json, () => {
    for (let index = 0; index < json.length; index++)
      decoded.push(walk.at(index, () => decode(element, json[index], walk)));
  });
  return decoded;
}
