import type { TypeName } from '@celeriac/signature';

const HINTS: ReadonlyMap<string, TypeName> = new Map<string, TypeName>([
  ['bool', 'bool'],
  ['bytes', 'blob'],
  ['datetime', 'datetime'],
  ['datetime.datetime', 'datetime'],
  ['dict', 'map'],
  ['float', 'double'],
  ['int', 'int'],
  ['list', 'list'],
  ['Path', 'file'],
  ['pathlib.Path', 'file'],
  ['BinaryIO', 'file'],
  ['DataFrame', 'dataframe'],
  ['LazyFrame', 'dataframe'],
  ['pa.Table', 'dataframe'],
  ['pyarrow.Table', 'dataframe'],
  ['Figure', 'graphics'],
  ['Image', 'graphics'],
  ['pd.DataFrame', 'dataframe'],
  ['pandas.DataFrame', 'dataframe'],
  ['str', 'string'],
]);

/** The type that a Python hint speaks of, without what it says in brackets; at worst `dynamic`. */
export function typeOfHint(hint: string | undefined): TypeName {
  const base = hint?.replace(/\s*\[[^]*$/, '').trim() ?? '';
  return HINTS.get(base) ?? 'dynamic';
}
