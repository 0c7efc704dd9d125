import type { Parameter } from '../function-signature.ts';
import { elementType, type ValueType } from '../value-type.ts';
import type { ColumnKind } from '../bytes/encoded-frame.ts';

/** What the options of an input demand of columns. */
export interface ColumnRule {
  /** What the columns hold; of a `dataframe` each of them. */
  readonly kind?: Extract<ColumnKind, 'numerical' | 'categorical' | 'dateTime'>;
  /** False where no value may be null. */
  readonly allowNulls: boolean;
  /** Input of the frame that columns are of; the nearest one before them where it is not named. */
  readonly table?: string;
}

const KINDS = { numerical: 'numerical', categorical: 'categorical', datetime: 'dateTime' } as const;

/** Whether values of a type are names of columns. */
function isColumnType(type: ValueType): boolean {
  return type.name === 'column' || elementType(type)?.name === 'column';
}

/**
 * Reads what an input demands of columns: `columns` of a dataframe, `type` and `table` of a column or
 * column_list, `allowNulls` of each; without regard to case and quotes. A word that is no kind demands
 * nothing. `undefined` for inputs of other types.
 */
export function toColumnRule({ type, options = {} }: Parameter): ColumnRule | undefined {
  const isFrame = type.name === 'dataframe';
  if (!isFrame && !isColumnType(type)) return undefined;
  const kind = toKind(isFrame ? options['columns'] : options['type']);
  const table = isFrame ? undefined : toWord(options['table']);
  return {
    ...(kind !== undefined && { kind }),
    allowNulls: toWord(options['allowNulls'])?.toLowerCase() !== 'false',
    ...(table !== undefined && { table }),
  };
}

/**
 * The input whose columns an input is about: a dataframe itself; of a column or column_list its
 * `table`, else the nearest dataframe before it. `undefined` for others, and where there is none.
 */
export function findFrameName(inputs: readonly Parameter[], input: Parameter): string | undefined {
  const rule = toColumnRule(input);
  if (rule === undefined) return undefined;
  if (!isColumnType(input.type)) return input.name;
  const before = inputs.slice(0, inputs.indexOf(input));
  return rule.table ?? before.findLast(({ type }) => type.name === 'dataframe')?.name;
}

function toKind(text: string | undefined): ColumnRule['kind'] {
  const word = toWord(text)?.toLowerCase() ?? '';
  return Object.hasOwn(KINDS, word) ? KINDS[word as keyof typeof KINDS] : undefined;
}

function toWord(text: string | undefined): string | undefined {
  const word = text
    ?.trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .trim();
  return word === '' ? undefined : word;
}
