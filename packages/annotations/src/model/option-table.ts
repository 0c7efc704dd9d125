/** What the value of an option is; `text` values are kept as they are written. */
export type OptionValueKind = 'text' | 'number' | 'boolean' | 'choices';

/** Every option key of the annotation language and what its value is. */
export const OPTIONS: Readonly<Record<string, OptionValueKind>> = {
  caption: 'text',
  description: 'text',
  category: 'text',
  nullable: 'boolean',
  optional: 'boolean',
  units: 'text',
  postfix: 'text',
  format: 'text',
  semType: 'text',
  validator: 'text',
  validators: 'text',
  visible: 'text',
  enabled: 'text',
  editor: 'text',
  editorParam: 'text',
  inputType: 'text',
  name: 'text',
  tags: 'text',
  displayName: 'text',
  initialValue: 'text',
  min: 'number',
  max: 'number',
  step: 'number',
  showSlider: 'boolean',
  showPlusMinus: 'boolean',
  choices: 'choices',
  suggestions: 'text',
  pattern: 'text',
  propagateChoice: 'text',
  columns: 'text',
  meta: 'text',
  type: 'text',
  allowNulls: 'boolean',
  table: 'text',
  action: 'text',
  separators: 'text',
  viewer: 'text',
  extensions: 'text',
};

/** Whether a word is a known option key. */
export function isOptionKey(word: string): boolean {
  return Object.hasOwn(OPTIONS, word);
}

/** What the value of an option is; unknown keys hold text. */
export function optionKind(key: string): OptionValueKind {
  return (isOptionKey(key) ? OPTIONS[key] : undefined) ?? 'text';
}
