import type { ProblemCode } from './value-problem.ts';
import type { ValueWalk } from './value-walk.ts';
import { renderType, type TypeName, type ValueType } from './value-type.ts';

const EXPECTED: Partial<Record<TypeName, string>> = {
  int: 'int (a whole number)',
  double: 'double (a number)',
  bool: 'bool (true or false)',
  map: 'map (a plain object)',
  list: 'list (an array)',
  string_list: 'string_list (an array of strings)',
  column: 'column (the name of one)',
  column_list: 'column_list (an array of names)',
  blob: 'blob (a Uint8Array)',
  file: 'file (an object of name and bytes, or a File)',
  graphics: 'graphics (an object of mediaType and bytes)',
};

const REMARKS: Partial<Record<ProblemCode, string>> = {
  'null-value': 'It is not declared nullable.',
  'unsafe-integer':
    'Beyond 2^53 - 1 numbers are not exact; declare it as bigint and pass a bigint.',
  'not-carried': 'This client cannot make Arrow of it.',
};

/** Tells that a value does not fit a type; returns null as its stand-in. */
export function refuseValue(
  walk: ValueWalk,
  code: ProblemCode,
  { type, value, expected }: { type: ValueType; value: unknown; expected?: string },
): null {
  const remark = REMARKS[code];
  const wanted = expected ?? (type.element ? undefined : EXPECTED[type.name]) ?? renderType(type);
  walk.tell(code, value, { expected: wanted, ...(remark === undefined ? {} : { remark }) });
  return null;
}
