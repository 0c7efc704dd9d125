import type { TypeName, ValueType } from '@celeriac/signature';
import { createWordTable } from '../python/word-table.ts';

/** What the value of an option is; `text` values are kept as they are written. */
export type OptionValueKind = 'text' | 'number' | 'boolean' | 'choices' | 'json' | 'action';

/** What an option is for. */
export interface OptionRule {
  readonly value: OptionValueKind;
  /** Types it has a meaning for, the elements of lists included; without them every type. */
  readonly types?: readonly TypeName[];
  readonly direction?: 'input' | 'output';
  /** The words its value is one of, without regard to case. */
  readonly words?: readonly string[];
}

const NUMBERS: readonly TypeName[] = ['int', 'bigint', 'double'];
const SCALARS: readonly TypeName[] = [
  ...NUMBERS,
  'string',
  'bool',
  'datetime',
  'dynamic',
  'object',
];
const TEXTS: readonly TypeName[] = ['string', 'dynamic', 'object'];
const COLUMNS: readonly TypeName[] = ['column', 'column_list'];
const FRAMES: readonly TypeName[] = ['dataframe', ...COLUMNS, 'dynamic', 'object'];

const text: OptionRule = { value: 'text' };
const limit: OptionRule = { value: 'number', types: [...NUMBERS, 'datetime', 'dynamic', 'object'] };
const control: OptionRule = { value: 'boolean', types: NUMBERS };

/** Every option key of the annotation language. */
export const OPTIONS: Readonly<Record<string, OptionRule>> = {
  caption: text,
  description: text,
  category: text,
  nullable: { value: 'boolean' },
  optional: { value: 'boolean' },
  units: text,
  postfix: text,
  format: text,
  semType: text,
  validator: text,
  validators: text,
  visible: text,
  enabled: text,
  editor: text,
  editorParam: text,
  inputType: text,
  name: text,
  tags: text,
  displayName: text,
  initialValue: text,
  min: limit,
  max: limit,
  step: { ...limit, types: NUMBERS },
  showSlider: control,
  showPlusMinus: control,
  choices: { value: 'choices', types: [...SCALARS, 'list', 'string_list', ...COLUMNS] },
  suggestions: { value: 'text', types: [...SCALARS, 'list', 'string_list'] },
  pattern: { value: 'text', types: [...NUMBERS, ...TEXTS, 'datetime'] },
  propagateChoice: { value: 'text', types: [...SCALARS, 'list', 'string_list', 'dataframe'] },
  columns: { value: 'text', types: FRAMES, words: ['numerical', 'categorical'] },
  meta: { value: 'json', types: FRAMES, direction: 'output' },
  type: { value: 'text', types: FRAMES, words: ['numerical', 'categorical', 'dateTime'] },
  allowNulls: { value: 'boolean', types: FRAMES },
  table: { value: 'text', types: FRAMES },
  action: { value: 'action', direction: 'output' },
  separators: { value: 'text', types: ['list', 'string_list'] },
  viewer: { value: 'text', direction: 'output' },
  extensions: { value: 'text', types: ['file', 'blob', 'string', 'dynamic'] },
};

const RULES: ReadonlyMap<string, OptionRule> = new Map(Object.entries(OPTIONS));

/** The known option keys as they stand in a text. */
export const optionWords = createWordTable(RULES.keys());

/** Whether a word is a known option key. */
export function isOptionKey(word: string): boolean {
  return RULES.has(word);
}

/** What an option is; unknown keys hold text. */
export function optionRule(key: string): OptionRule {
  return RULES.get(key) ?? text;
}

/** Whether an option says anything of a parameter. */
export function appliesTo(
  { types, direction }: OptionRule,
  { name, element }: ValueType,
  of: 'input' | 'output',
): boolean {
  const fitsType =
    types === undefined ||
    types.includes(name) ||
    (element !== undefined && types.includes(element));
  return fitsType && (direction === undefined || direction === of);
}
