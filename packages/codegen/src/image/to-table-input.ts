import type { PythonForm } from '@celeriac/plugin';
import { findFrameName, type Parameter, toColumnRule, wireChoices } from '@celeriac/signature';
import { toPatterns } from './to-patterns.ts';

const NUMERIC: ReadonlySet<string> = new Set(['int', 'bigint', 'double']);

/** An input or output as `functions.json` has it. */
export function toTableEntry({
  name,
  type,
  nullable,
  optional,
  default: value,
}: Parameter): Readonly<Record<string, unknown>> {
  return {
    name,
    type,
    nullable: nullable === true,
    optional: optional === true || value !== undefined,
  };
}

/**
 * An input as `functions.json` has it: besides its entry the form that its `def` wants, and what its
 * options allow, as the worker checks it: choices as they travel, range, patterns, columns.
 */
export function toTableInput(
  inputs: readonly Parameter[],
  index: number,
  forms: Readonly<Record<string, PythonForm>>,
): Readonly<Record<string, unknown>> {
  const input = inputs[index] as Parameter;
  const form = Object.hasOwn(forms, input.name) ? forms[input.name] : undefined;
  const choices = wireChoices(input);
  const patterns = toPatterns(input);
  const { min, max } = input;
  const hasRange = NUMERIC.has(input.type.name);
  return {
    ...toTableEntry(input),
    ...(form !== undefined && { form }),
    ...(choices !== undefined && { choices }),
    ...(hasRange && min !== undefined && { min }),
    ...(hasRange && max !== undefined && { max }),
    ...(patterns.length > 0 && { patterns }),
    ...toColumns(inputs, index),
  };
}

function toColumns(inputs: readonly Parameter[], index: number): object {
  const rule = toColumnRule(inputs[index] as Parameter);
  const frame = findFrameName(inputs, inputs[index] as Parameter);
  if (rule === undefined || frame === undefined) return {};
  const { kind, allowNulls } = rule;
  const isOwn = frame === inputs[index]?.name;
  // Of a frame that may hold anything there is nothing to check.
  if (isOwn && kind === undefined && allowNulls) return {};
  return { columns: { frame, ...(kind !== undefined && { kind }), allowNulls } };
}
