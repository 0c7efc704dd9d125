import { findNearest } from '@celeriac/diagnostic';
import type { EncodedFrame, FrameColumn } from '../bytes/encoded-frame.ts';
import { quote } from '../describe-value.ts';
import type { Parameter } from '../function-signature.ts';
import type { ProblemCode, ValueProblem } from '../value-problem.ts';
import type { JsonValue } from '../value-type.ts';
import { MAX_PROBLEMS } from '../value-walk.ts';
import { findFrameName, toColumnRule, type ColumnRule } from './column-rule.ts';

/**
 * What is wrong with the columns of frames, and with the columns that arguments name, by the options
 * of the inputs: `columns`, `type`, `allowNulls`, `table`.
 *
 * A column is looked for in the frame of its `table`, else in the nearest one before it. Where that
 * frame is null, left out or wrong itself, nothing can be said of it.
 */
export function checkColumns(
  inputs: readonly Parameter[],
  json: Readonly<Record<string, JsonValue>>,
  frames: ReadonlyMap<string, EncodedFrame>,
): readonly ValueProblem[] {
  return inputs.flatMap((input) => {
    const rule = toColumnRule(input);
    const owner = findFrameName(inputs, input);
    const frame = owner === undefined ? undefined : frames.get(owner);
    if (rule === undefined || owner === undefined || frame === undefined) return [];
    if (owner === input.name) return checkFrame(input.name, rule, frame);
    const value = Object.hasOwn(json, input.name) ? json[input.name] : null;
    return toNames(input.name, value)
      .flatMap((named) => checkNamed(named, rule, { parameter: input.name, owner, frame }))
      .slice(0, MAX_PROBLEMS);
  });
}

/** A column as an argument names it. */
interface NamedColumn {
  readonly path: string;
  readonly column: string;
}

function toNames(path: string, value: JsonValue | undefined): readonly NamedColumn[] {
  if (typeof value === 'string') return [{ path, column: value }];
  if (!Array.isArray(value)) return [];
  return value.flatMap((part: JsonValue, index) => toNames(`${path}[${index}]`, part));
}

function checkNamed(
  { path, column }: NamedColumn,
  rule: ColumnRule,
  { parameter, owner, frame }: { parameter: string; owner: string; frame: EncodedFrame },
): readonly ValueProblem[] {
  const names = frame.columns.map(({ name }) => name);
  const found = frame.columns.find(({ name }) => name === column);
  if (found !== undefined) return checkColumn({ parameter, path }, rule, found);
  const nearest = findNearest(column, names);
  const remark = nearest === undefined ? toList(names) : `Did you mean ${quote(nearest)}?`;
  const expected = `a column of ${owner}`;
  const actual = quote(column);
  return [toProblem({ parameter, path, code: 'unknown-column', expected, actual, remark })];
}

function toList(names: readonly string[]): string {
  if (names.length === 0) return 'It has no columns.';
  const more = names.length > 10 ? ', …' : '';
  return `It has ${names.slice(0, 10).map(quote).join(', ')}${more}.`;
}

function checkFrame(
  name: string,
  rule: ColumnRule,
  { columns }: EncodedFrame,
): readonly ValueProblem[] {
  return columns
    .flatMap((column) =>
      checkColumn({ parameter: name, path: `${name}[${quote(column.name)}]` }, rule, column),
    )
    .slice(0, MAX_PROBLEMS);
}

function checkColumn(
  where: { readonly parameter: string; readonly path: string },
  { kind, allowNulls }: ColumnRule,
  { name, kind: is, type, nullCount }: FrameColumn,
): readonly ValueProblem[] {
  const problems: ValueProblem[] = [];
  const shown = `column ${quote(name)}`;
  if (kind !== undefined && is !== kind && is !== 'empty') {
    const facts = { expected: `a ${kind} column`, actual: `${shown} of ${type}` };
    problems.push(toProblem({ ...where, code: 'wrong-column-type', ...facts }));
  }
  if (!allowNulls && nullCount > 0) {
    const actual = `${shown} with ${nullCount} ${nullCount === 1 ? 'null' : 'nulls'}`;
    const facts = { expected: 'a column without nulls', actual };
    problems.push(toProblem({ ...where, code: 'null-in-column', ...facts }));
  }
  return problems;
}

function toProblem({
  remark,
  ...facts
}: Omit<ValueProblem, 'message'> & { code: ProblemCode; remark?: string }): ValueProblem {
  const end = remark === undefined ? '' : ` ${remark}`;
  const message = `${facts.path}: expected ${facts.expected}, got ${facts.actual}.${end}`;
  return { ...facts, message };
}
