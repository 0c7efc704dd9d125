import { renderCanonicalJson } from '../canonical-json.ts';
import { quote } from '../describe-value.ts';
import { renderType, type JsonValue } from '../value-type.ts';
import { breaking, compatible, type Finding } from './finding.ts';
import { compareColumns } from './compare-columns.ts';
import type { InputContract } from './function-contract.ts';
import { isSubtype } from './is-subtype.ts';

/** What differs in the inputs of a function. */
export function compareInputs(
  before: readonly InputContract[],
  after: readonly InputContract[],
): readonly Finding[] {
  const removed = before.filter(({ name }) => !after.some((input) => input.name === name));
  return [
    ...removed.map(({ name }) =>
      breaking('input-removed', name, `the input ${name} was removed: calls that pass it fail`),
    ),
    ...after.flatMap((input) => {
      const known = before.find(({ name }) => name === input.name);
      return known === undefined ? [toAdded(input)] : compareInput(known, input);
    }),
  ];
}

function toAdded({ name, optional }: InputContract): Finding {
  return optional
    ? compatible('input-added', name, `the input ${name} was added and may be left out`)
    : breaking('input-added', name, `the input ${name} was added and must be passed`);
}

function compareInput(before: InputContract, after: InputContract): readonly Finding[] {
  return [
    ...compareTypes(before, after),
    ...compareNullable(before, after),
    ...compareOptional(before, after),
    ...compareChoices(before, after),
    ...compareLimit('min', before, after),
    ...compareLimit('max', before, after),
    ...compareColumns(before, after),
  ];
}

function compareTypes({ name, type: was }: InputContract, { type }: InputContract): Finding[] {
  const change = `the input ${name} was ${renderType(was)} and is ${renderType(type)} now`;
  if (renderType(was) === renderType(type)) return [];
  if (isSubtype(was, type, 'input'))
    return [compatible('type-changed', name, `${change}, which takes every value that fitted`)];
  return [breaking('type-changed', name, `${change}: values that fitted may not fit any more`)];
}

function compareNullable(before: InputContract, { name, nullable }: InputContract): Finding[] {
  if (before.nullable === nullable) return [];
  return nullable
    ? [compatible('nullable-changed', name, `the input ${name} may be null now`)]
    : [breaking('nullable-changed', name, `the input ${name} may not be null any more`)];
}

function compareOptional(before: InputContract, after: InputContract): Finding[] {
  const { name } = after;
  if (before.optional && !after.optional)
    return [breaking('input-required', name, `the input ${name} cannot be left out any more`)];
  if (!before.optional && after.optional)
    return [compatible('input-optional', name, `the input ${name} may be left out now`)];
  const [was, is] = [before.default[0], after.default[0]];
  if (renderCanonicalJson(before.default) === renderCanonicalJson(after.default)) return [];
  if (was === undefined || is === undefined) {
    const change = is === undefined ? 'is left to the def now' : `is ${show(is)} now`;
    const message = `the default of ${name} ${change}; the def's own has to agree with a header's`;
    return [compatible('default-changed', name, message)];
  }
  const message = `the default of ${name} was ${show(was)} and is ${show(is)} now: calls that leave it out mean something else`;
  return [breaking('default-changed', name, message)];
}

function compareChoices(before: InputContract, after: InputContract): Finding[] {
  const { name } = after;
  const [was, is] = [before.choices, after.choices];
  if (was === null && is === null) return [];
  if (is === null)
    return [compatible('choices-changed', name, `${name} takes more than its choices now`)];
  if (was === null)
    return [breaking('choices-changed', name, `${name} takes only ${list(is)} now`)];
  // The same number is text on the wire for one type and a number for another.
  const key = renderType(before.type) === renderType(after.type) ? renderCanonicalJson : String;
  const removed = was.filter((value) => !is.map(key).includes(key(value)));
  const added = is.filter((value) => !was.map(key).includes(key(value)));
  return [
    ...(removed.length > 0
      ? [breaking('choices-changed', name, `${name} does not take ${list(removed)} any more`)]
      : []),
    ...(added.length > 0
      ? [compatible('choices-changed', name, `${name} takes ${list(added)} too now`)]
      : []),
  ];
}

function compareLimit(
  limit: 'min' | 'max',
  before: InputContract,
  after: InputContract,
): Finding[] {
  const { name } = after;
  const [was, is] = [before[limit], after[limit]];
  const code = `${limit}-changed` as const;
  const word = limit === 'min' ? 'at least' : 'at most';
  if (was === is || after.choices !== null) return [];
  if (is === null) return [compatible(code, name, `${name} need not be ${word} ${was} any more`)];
  const change = `${name} must be ${word} ${is} now${was === null ? '' : ` instead of ${was}`}`;
  const isWithin = (value: number): boolean => (limit === 'min' ? value >= is : value <= is);
  const isWider = before.choices?.map(Number).every(isWithin) ?? isWithin(boundOf(before, limit));
  return [isWider ? compatible(code, name, change) : breaking(code, name, change)];
}

/** What a value could be at the most or least; an int is a safe integer. */
function boundOf(input: InputContract, limit: 'min' | 'max'): number {
  const most = input.type.name === 'int' ? Number.MAX_SAFE_INTEGER : Infinity;
  return input[limit] ?? (limit === 'min' ? -most : most);
}

function list(values: readonly JsonValue[]): string {
  return values.length === 0 ? 'nothing' : values.map(show).join(', ');
}

function show(value: JsonValue): string {
  return typeof value === 'string' ? quote(value) : renderCanonicalJson(value);
}
