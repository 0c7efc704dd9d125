import { findNearest } from '@celeriac/diagnostic';
import { isTypeName, TYPE_NAMES, type TypeName } from '@celeriac/signature';
import { createWordTable } from '../python/word-table.ts';

/** Types of user interfaces and platforms: part of the language, but no worker can hold one. */
export const INTERFACE_TYPES: ReadonlySet<string> = new Set([
  'bitset',
  'cell',
  'colfiltercall',
  'dataframe_list',
  'filter',
  'func',
  'funccall',
  'grid_cell',
  'grid_cell_renderer',
  'object_handler',
  'property',
  'script',
  'semantic_value',
  'tablerowfiltercall',
  'user',
  'value_editor',
  'view',
  'viewer',
  'widget',
]);

/** The types as they stand in a text. */
export const typeWords = createWordTable([...TYPE_NAMES, ...INTERFACE_TYPES]);

/** What people write who think of another language, and what they mean; keys in lower case. */
const MISTAKEN: ReadonlyMap<string, TypeName> = new Map<string, TypeName>([
  ['any', 'dynamic'],
  ['array', 'list'],
  ['binary', 'blob'],
  ['boolean', 'bool'],
  ['buffer', 'blob'],
  ['byte_array', 'blob'],
  ['bytearray', 'blob'],
  ['bytes', 'blob'],
  ['char', 'string'],
  ['columns', 'column_list'],
  ['date', 'datetime'],
  ['decimal', 'double'],
  ['df', 'dataframe'],
  ['dict', 'map'],
  ['dictionary', 'map'],
  ['figure', 'graphics'],
  ['float', 'double'],
  ['float32', 'double'],
  ['float64', 'double'],
  ['image', 'graphics'],
  ['int32', 'int'],
  ['int64', 'bigint'],
  ['integer', 'int'],
  ['json', 'object'],
  ['long', 'bigint'],
  ['num', 'double'],
  ['number', 'double'],
  ['numeric', 'double'],
  ['path', 'file'],
  ['plot', 'graphics'],
  ['real', 'double'],
  ['set', 'list'],
  ['str', 'string'],
  ['table', 'dataframe'],
  ['text', 'string'],
  ['time', 'datetime'],
  ['timestamp', 'datetime'],
  ['tuple', 'list'],
  ['uint8array', 'blob'],
  ['unknown', 'dynamic'],
]);

/** The type that somebody meant who wrote a word that is none; `undefined` where nobody can tell. */
export function meantType(word: string): TypeName | undefined {
  const meant = MISTAKEN.get(word.toLowerCase());
  if (meant !== undefined) return meant;
  const nearest = findNearest(word, TYPE_NAMES, word.length < 5 ? 1 : 2);
  return isTypeName(nearest) ? nearest : undefined;
}

/** Whether a word is a type's name, right or mistaken, and no word of prose. */
export function isTypeWord(word: string): boolean {
  return isTypeName(word) || INTERFACE_TYPES.has(word) || MISTAKEN.has(word);
}
