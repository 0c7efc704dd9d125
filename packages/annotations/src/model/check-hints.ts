import { elementType, renderType, type TypeName, type ValueType } from '@celeriac/signature';
import type { Definition, DefinitionParameter } from '../definition/definition.ts';
import type { Located } from '../diagnostics/located.ts';
import { quote } from '../diagnostics/quote.ts';
import type { Report } from '../diagnostics/reporter.ts';
import type { AnnotatedParameter } from '../python-module.ts';
import { readHint, type PlainHint } from './read-hint.ts';

/** The Python types, by their plain names, as which a value of each type may be declared. */
const PYTHON_TYPES: Readonly<Partial<Record<TypeName, readonly string[]>>> = {
  int: ['int', 'float'],
  bigint: ['int', 'float'],
  double: ['float'],
  bool: ['bool', 'int'],
  string: ['str'],
  datetime: ['datetime', 'date'],
  dataframe: ['DataFrame', 'Table', 'LazyFrame'],
  column: ['str'],
  column_list: ['list'],
  list: ['list'],
  string_list: ['list'],
  map: ['dict'],
  file: ['Path', 'bytes', 'str'],
  blob: ['bytes'],
};

/** What a result may be declared as beyond that, because it fits the type all the same. */
const RESULT_TYPES: Readonly<Partial<Record<TypeName, readonly string[]>>> = {
  double: ['int'],
  list: ['tuple'],
  string_list: ['tuple'],
  column_list: ['tuple'],
};

/** Compares the hint of a parameter with the type of its input. */
export function checkHint(
  { parameter: { type }, line }: AnnotatedParameter,
  { name, hint }: DefinitionParameter,
  report: Report,
): void {
  if (hint === undefined || fits(type, readHint(hint.text), 'input')) return;
  const message = `${quote(name)} arrives as ${renderType(type)}, but its hint says ${quote(hint.text)}: change one of them.`;
  reportDisagreement(hint, { message, line }, report);
}

/** Compares the hint behind `->` with the outputs of a function that is no generator. */
export function checkReturnHint(
  outputs: readonly AnnotatedParameter[],
  { returnHint }: Definition,
  report: Report,
): void {
  const [output] = outputs;
  if (returnHint === undefined || output === undefined) return;
  const hints = readHint(returnHint.text);
  const { type, name } = output.parameter;
  const isFine =
    outputs.length > 1
      ? (hints?.some(({ name: plain }) => plain === 'tuple' || plain === 'dict') ?? true)
      : fits(type, hints, 'output');
  if (isFine) return;
  const what =
    outputs.length > 1
      ? 'Several outputs are a tuple or dict'
      : `${quote(name)} is ${renderType(type)}`;
  const message = `${what}, but the hint of the result says ${quote(returnHint.text)}: change one of them.`;
  reportDisagreement(returnHint, { message, line: output.line }, report);
}

function reportDisagreement(
  { span }: Located,
  { message, line }: { message: string; line: AnnotatedParameter['line'] },
  report: Report,
): void {
  const related = [{ message: 'the type is here', span: line.type?.span ?? line.span }];
  report('hint-disagrees', span, { message, related });
}

function fits(
  type: ValueType,
  hints: readonly PlainHint[] | undefined,
  direction: 'input' | 'output',
): boolean {
  const allowed = PYTHON_TYPES[type.name];
  if (hints === undefined || allowed === undefined) return true;
  const further = direction === 'output' ? RESULT_TYPES[type.name] : undefined;
  for (const { name, element } of hints) {
    if (!allowed.includes(name) && further?.includes(name) !== true) continue;
    const inner = element === undefined ? undefined : elementType(type);
    if (!inner || element === undefined || fits(inner, readHint(element), direction)) return true;
  }
  return false;
}
