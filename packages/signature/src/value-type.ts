/** Every type name of the annotation language that a Python worker can be given. */
export type TypeName =
  | 'int'
  | 'bigint'
  | 'double'
  | 'bool'
  | 'string'
  | 'datetime'
  | 'list'
  | 'string_list'
  | 'map'
  | 'object'
  | 'dynamic'
  | 'dataframe'
  | 'column'
  | 'column_list'
  | 'file'
  | 'blob'
  | 'graphics';

/** The type of one parameter; `element` is the `T` of `list<T>`. */
export interface ValueType {
  readonly name: TypeName;
  readonly element?: TypeName;
}

/** A value that JSON can hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Types whose values travel as JSON in this version; the others are refused before a build. */
export const CARRIED_TYPES: readonly TypeName[] = [
  'int',
  'bigint',
  'double',
  'bool',
  'string',
  'datetime',
  'list',
  'string_list',
  'map',
  'object',
  'dynamic',
];

/** Writes a type as the annotation language does: `int`, `list<string>`. */
export function renderType(type: ValueType): string {
  return type.element === undefined ? type.name : `${type.name}<${type.element}>`;
}
