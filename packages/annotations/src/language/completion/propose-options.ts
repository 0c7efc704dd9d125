import { isTypeName, type ValueType } from '@celeriac/signature';
import { ignore } from '../header-lines.ts';
import { appliesTo, optionRule, OPTIONS, type OptionRule } from '../../model/option-table.ts';
import { toParameter } from '../../model/to-parameter.ts';
import type { ParameterLine } from '../../parameter/parameter-line.ts';
import { describeOption } from '../docs/describe.ts';
import type { Block } from '../outline.ts';
import { CompletionItemKind as Kind } from '../protocol.ts';
import { declaredFrames } from './declared.ts';
import type { Proposal } from './propose.ts';

const BOOLEANS = ['true', 'false'];

/** The options that a parameter of the type may have and has not yet; those of its type first. */
export function proposeKeys(
  line: ParameterLine | undefined,
  { direction, hasColon }: { direction: 'input' | 'output'; hasColon: boolean },
): readonly Proposal[] {
  const type = typeOf(line);
  const present = new Set(line?.options.filter(({ value }) => value.text !== '').map(keyOf));
  return Object.entries(OPTIONS)
    .filter(([key, rule]) => !present.has(key) && appliesTo(rule, type, direction))
    .toSorted(([, one], [, other]) => Number(isForAll(one)) - Number(isForAll(other)))
    .map(([key]) => ({
      label: key,
      kind: Kind.Property,
      text: hasColon ? key : `${key}: `,
      documentation: describeOption(key),
    }));
}

const keyOf = ({ key }: ParameterLine['options'][number]): string => key.text;

const isForAll = ({ types }: OptionRule): boolean => types === undefined;

function typeOf(line: ParameterLine | undefined): ValueType {
  const name = line?.type?.name.text;
  const element = line?.type?.element?.text;
  if (!isTypeName(name)) return { name: 'dynamic' };
  return { name, ...(isTypeName(element) && { element }) };
}

/** The values that an option is known to take. */
export function proposeOptionValues(text: string, key: string, block: Block): readonly Proposal[] {
  const labels = valuesOf(key, declaredFrames(text, block));
  return labels.map((label) => ({ label, kind: Kind.Value }));
}

function valuesOf(key: string, frames: readonly string[]): readonly string[] {
  if (key === 'table') return frames;
  if (key === 'action') return frames.flatMap((frame) => [`join(${frame})`, `replace(${frame})`]);
  const { words, value } = optionRule(key);
  return words ?? (value === 'boolean' ? BOOLEANS : []);
}

/** The values that a default can have: the choices, true or false, null. */
export function proposeDefaults(line: ParameterLine | undefined): readonly Proposal[] {
  if (line === undefined) return [];
  const { default: _, ...rest } = line;
  const parameter = toParameter(rest, 'input', ignore);
  const choices = parameter?.choices?.map((choice) =>
    typeof choice === 'string' ? JSON.stringify(choice) : String(choice),
  );
  const booleans = parameter?.type.name === 'bool' ? BOOLEANS : [];
  const nulls = parameter?.nullable ? ['null'] : [];
  return [...(choices ?? booleans), ...nulls].map((label) => ({ label, kind: Kind.Value }));
}
