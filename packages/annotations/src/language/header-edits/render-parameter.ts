import type { JsonValue, Parameter } from '@celeriac/signature';
import type { DefinitionParameter } from '../../definition/definition.ts';
import type { Report } from '../../diagnostics/reporter.ts';
import { parseLiteral } from '../../literal/parse-literal.ts';
import { toParameter } from '../../model/to-parameter.ts';
import { parseParameter } from '../../parameter/parse-parameter.ts';
import { joinParameter } from '../render/join-parameter.ts';
import { toHintedType, type HintedType } from './to-hinted-type.ts';

/** Whether an argument for a parameter of a `def` can be passed by its name. */
export function isPassedByName({ kind }: DefinitionParameter): boolean {
  return kind === 'positional-or-keyword' || kind === 'keyword-only';
}

/**
 * Writes the `#input:` line of a parameter: its type from the hint, or else from the default; its
 * default where the header can hold exactly that value, and `optional: true` where it cannot.
 */
export function renderInput(parameter: DefinitionParameter): string {
  const { name, hint, default: initial } = parameter;
  const literal = initial && readLiteral(initial.text);
  const hinted = hint ? toHintedType(hint.text) : typeOfValue(literal?.value);
  const declared = { type: hinted.type, name, options: toOptions(hinted) };
  if (initial === undefined) return `#input: ${joinParameter(declared)}`;
  const withDefault = literal && joinParameter({ ...declared, default: literal.written });
  if (withDefault !== undefined && isSame(parseQuietly(withDefault)?.default, literal?.value))
    return `#input: ${withDefault}`;
  const options = [...declared.options, ['optional', 'true'] as const];
  return `#input: ${joinParameter({ ...declared, options })}`;
}

/** Writes the `#output:` line of a result. */
export function renderOutput(name: string, { choices: _, ...hinted }: HintedType): string {
  return `#output: ${joinParameter({ type: hinted.type, name, options: toOptions(hinted) })}`;
}

function toOptions({
  type,
  isNullable,
  choices,
}: HintedType): readonly (readonly [key: string, value: string])[] {
  const takesNull = type === 'dynamic' || type === 'object';
  return [
    ...(choices === undefined ? [] : [['choices', choices] as const]),
    ...(isNullable && !takesNull ? [['nullable', 'true'] as const] : []),
  ];
}

/** A Python literal whose value JSON holds, and how the header writes it. */
function readLiteral(text: string): { value: JsonValue; written: string } | undefined {
  // JSON and Python differ in their escapes.
  if (/[\\\r\n#]/.test(text)) return undefined;
  const read = parseLiteral(text);
  if (read === undefined) return undefined;
  const { value } = read;
  if (value === null || typeof value === 'boolean') return { value, written: String(value) };
  return { value, written: typeof value === 'string' ? JSON.stringify(value) : text };
}

function typeOfValue(value: JsonValue | undefined): HintedType {
  const types = { boolean: 'bool', number: 'double', string: 'string', object: 'map' };
  if (typeof value === 'number' && Number.isInteger(value))
    return { type: 'int', isNullable: false };
  if (Array.isArray(value)) return { type: 'list', isNullable: false };
  const known = value === null || value === undefined ? undefined : typeof value;
  const type = types[known as keyof typeof types] ?? 'dynamic';
  return { type, isNullable: false };
}

/** The parameter of a line; `undefined` where the parser has something to say about it. */
function parseQuietly(value: string): Parameter | undefined {
  let isSound = true;
  const report: Report = () => void (isSound = false);
  const line = parseParameter(value, { start: 0, end: value.length }, report);
  const parameter = toParameter(line, 'input', report);
  return isSound ? parameter : undefined;
}

/** Whether the wire form of a default is the value it was written for. */
function isSame(wire: JsonValue | undefined, value: JsonValue | undefined): boolean {
  if (wire === undefined) return false;
  const written = JSON.stringify(value);
  // A bigint travels as text.
  return JSON.stringify(wire) === written || (typeof value === 'number' && wire === written);
}
