/** Every type name of the annotation language that a Python worker can be given. */
export const TYPE_NAMES = [
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
  'dataframe',
  'column',
  'column_list',
  'file',
  'blob',
  'graphics',
] as const;

/** One of `TYPE_NAMES`. */
export type TypeName = (typeof TYPE_NAMES)[number];

/** The type of one parameter; `element` is the `T` of `list<T>`. */
export interface ValueType {
  readonly name: TypeName;
  readonly element?: TypeName;
}

/** A value that JSON can hold. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

const NAMES: ReadonlySet<unknown> = new Set(TYPE_NAMES);

/** Whether a value is the name of a type. */
export function isTypeName(value: unknown): value is TypeName {
  return NAMES.has(value);
}

/** Writes a type as the annotation language does: `int`, `list<string>`. */
export function renderType(type: ValueType): string {
  return type.element === undefined ? type.name : `${type.name}<${type.element}>`;
}

/** The type of a list's elements; `undefined` for a list of anything and for what is no list. */
export function elementType(type: ValueType): ValueType | undefined {
  if (type.name === 'string_list') return { name: 'string' };
  if (type.name === 'column_list') return { name: 'column' };
  return type.element === undefined ? undefined : { name: type.element };
}

/** Whether null is a value of the type itself, with no need of `nullable`. */
export function takesNull(type: ValueType): boolean {
  return type.name === 'object' || type.name === 'dynamic';
}
