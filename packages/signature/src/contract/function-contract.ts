import { type ColumnRule, findFrameName, toColumnRule } from '../columns/column-rule.ts';
import type { FunctionSignature, Parameter } from '../function-signature.ts';
import { takesNull, type JsonValue, type ValueType } from '../value-type.ts';
import { wireChoices, type WireChoice } from '../wire-choices.ts';

/** What a caller can notice of a function, in one form for all signatures that are alike to it. */
export interface FunctionContract {
  readonly name: string;
  /** Other names that really lead here, in lower case, sorted. */
  readonly aliases: readonly string[];
  readonly inputs: readonly InputContract[];
  readonly outputs: readonly OutputContract[];
}

/** What a caller can notice of an output; a lone one has no name, because its value comes bare. */
export interface OutputContract {
  readonly name: string;
  readonly type: ValueType;
  readonly nullable: boolean;
}

/** What a caller can notice of an input. */
export interface InputContract extends OutputContract {
  readonly optional: boolean;
  /** The default alone, or nothing where there is none. */
  readonly default: readonly JsonValue[];
  readonly choices: readonly WireChoice[] | null;
  readonly min: number | null;
  readonly max: number | null;
  /** What is demanded of columns; left out where nothing is. */
  readonly columns?: ColumnContract;
}

/** What is demanded of the columns of a frame, or of those that an argument names. */
export interface ColumnContract {
  readonly kind: ColumnRule['kind'] | null;
  readonly allowNulls: boolean;
  /** The input whose columns these are. */
  readonly frame: string | null;
}

/**
 * Reduces the signatures of an app to what their callers can notice.
 *
 * A name wins over an alias, and an alias that two functions claim leads nowhere; case counts in
 * neither. `string_list` is `list<string>`, `object` is `dynamic`; a limit that excludes nothing is
 * none.
 */
export function toContracts(functions: readonly FunctionSignature[]): readonly FunctionContract[] {
  const names = new Set(functions.map(({ name }) => name.toLowerCase()));
  const claims = new Map<string, number>();
  const aliases = functions.map((each) => toAliases(each).filter((alias) => !names.has(alias)));
  for (const alias of aliases.flat()) claims.set(alias, (claims.get(alias) ?? 0) + 1);
  return functions.map(({ name, inputs, outputs }, index) => ({
    name,
    aliases: (aliases[index] ?? []).filter((alias) => claims.get(alias) === 1).sort(),
    inputs: inputs.map((input) => toInput(input, toColumns(inputs, input))),
    outputs: outputs.map((output) => toOutput(output, outputs.length === 1 ? '' : output.name)),
  }));
}

function toAliases({ aliases = [] }: FunctionSignature): readonly string[] {
  return [...new Set(aliases.map((alias) => alias.toLowerCase()))];
}

function toColumns(inputs: readonly Parameter[], input: Parameter): Pick<InputContract, 'columns'> {
  const rule = toColumnRule(input);
  if (rule === undefined) return {};
  const { kind = null, allowNulls } = rule;
  const frame = findFrameName(inputs, input) ?? null;
  if (frame === input.name && kind === null && allowNulls) return {};
  return { columns: { kind, allowNulls, frame } };
}

function toInput(input: Parameter, columns: Pick<InputContract, 'columns'>): InputContract {
  const choices = toChoices(input);
  return {
    ...toOutput(input, input.name),
    optional: input.optional === true || input.default !== undefined,
    default: input.default === undefined ? [] : [input.default],
    choices,
    min: choices === null ? toMin(input) : null,
    max: choices === null ? toMax(input) : null,
    ...columns,
  };
}

function toOutput({ type, nullable }: Parameter, name: string): OutputContract {
  return { name, type: toType(type), nullable: nullable === true || takesNull(type) };
}

function toType({ name, element }: ValueType): ValueType {
  if (name === 'string_list') return { name: 'list', element: 'string' };
  if (name === 'object') return { name: 'dynamic' };
  return element === undefined || element === 'object' || element === 'dynamic'
    ? { name }
    : { name, element };
}

function toChoices(input: Parameter): readonly WireChoice[] | null {
  const choices = wireChoices(input);
  if (choices === undefined) return null;
  const { type, min = -Infinity, max = Infinity } = input;
  if (type.name === 'bool' && choices.length === 2) return null;
  const isLimited = ['int', 'bigint', 'double'].includes(type.name);
  return choices.filter((choice) => {
    if (!isLimited || (input.min === undefined && input.max === undefined)) return true;
    return Number(choice) >= min && Number(choice) <= max;
  });
}

function toMin({ type, min }: Parameter): number | null {
  if (min === undefined) return null;
  if (type.name === 'double') return min;
  if (type.name === 'bigint') return Math.ceil(min);
  const isLimit = type.name === 'int' && Math.ceil(min) > Number.MIN_SAFE_INTEGER;
  return isLimit ? Math.ceil(min) : null;
}

function toMax({ type, max }: Parameter): number | null {
  if (max === undefined) return null;
  if (type.name === 'double') return max;
  if (type.name === 'bigint') return Math.floor(max);
  const isLimit = type.name === 'int' && Math.floor(max) < Number.MAX_SAFE_INTEGER;
  return isLimit ? Math.floor(max) : null;
}
