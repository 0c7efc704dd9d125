import { findNearest, type RelatedPlace } from '@celeriac/diagnostic';
import type { Definition, DefinitionParameter } from '../definition/definition.ts';
import { quote } from '../diagnostics/quote.ts';
import { replaceBy, type Report, type ReportDetails } from '../diagnostics/reporter.ts';
import type { Header } from '../header/header.ts';
import { isIdentifier } from '../python/characters.ts';
import type { AnnotatedParameter } from '../python-module.ts';
import { checkDefault } from './check-defaults.ts';
import { checkHint, checkReturnHint } from './check-hints.ts';
import { typeOfHint } from './hint-types.ts';
import { Lookup } from './lookup.ts';

/** Name of the parameter by which a `def` asks for the context of its call. */
export const CONTEXT_NAME = 'ctx';

// Names beyond these are looked through for no suggestion: it would take their square in time.
const MOST_NAMES = 50;

/** A header's inputs and the `def` they are for. */
export interface BoundDefinition {
  readonly text: string;
  readonly header: Header;
  readonly inputs: readonly AnnotatedParameter[];
  readonly outputs: readonly AnnotatedParameter[];
  readonly definition: Definition;
  /** Whether a decorator passes the first argument, as `bind=True` of Celery does. */
  readonly isBound: boolean;
  /** Whether the body returns a value; generators are not asked. */
  readonly returnsValue: boolean;
}

/** Compares a header with its `def`, whose parentheses have to be closed. */
export function checkDefinition(bound: BoundDefinition, report: Report): void {
  const { inputs, definition } = bound;
  checkOutputs(bound, report);
  if (inputs.length === 0 && definition.parameters.length === 0) return;
  const facts: Facts = {
    bound,
    parameterBy: new Lookup(definition.parameters, nameOfParameter),
    inputBy: new Lookup(inputs, nameOfInput),
    meant: undefined,
  };
  for (const input of inputs) checkInput(input, facts, report);
  checkOrder(facts, report);
  let last = -1;
  for (const parameter of definition.parameters) {
    const place = facts.inputBy.indexOf(parameter.name);
    last = Math.max(last, place);
    if (place >= 0 || !isRequired(parameter)) continue;
    if (bound.isBound && parameter === definition.parameters[0]) continue;
    if (parameter.name === CONTEXT_NAME || facts.meant?.has(parameter.name)) continue;
    const message = `${quote(parameter.name)} has no "#input:" line and no default, so no call could pass it: add one.`;
    report('parameter-without-input', parameter.span, {
      message,
      ...(isIdentifier(parameter.name) && addInput(bound, parameter, last)),
    });
  }
}

interface Facts {
  readonly bound: BoundDefinition;
  readonly parameterBy: Lookup<DefinitionParameter>;
  readonly inputBy: Lookup<AnnotatedParameter>;
  /** The parameters that a misspelt input was meant for. */
  meant: Set<string> | undefined;
}

function nameOfParameter({ name }: DefinitionParameter): string {
  return name;
}

function nameOfInput({ parameter }: AnnotatedParameter): string {
  return parameter.name;
}

/** The names of parameters that no input is for. */
function unclaimed({ bound, inputBy }: Facts): readonly string[] {
  return bound.definition.parameters
    .map(nameOfParameter)
    .filter((name) => inputBy.indexOf(name) < 0 && isIdentifier(name))
    .slice(0, MOST_NAMES);
}

function checkInput(
  { parameter: input, line }: AnnotatedParameter,
  facts: Facts,
  report: Report,
): void {
  const { definition } = facts.bound;
  const span = line.name?.span ?? line.span;
  const parameter = facts.parameterBy.get(input.name);
  if (parameter === undefined) {
    if (definition.parameters.some(({ kind }) => kind === 'var-keyword')) return;
    const nearest = findNearest(input.name, unclaimed(facts), input.name.length < 5 ? 1 : 2);
    if (nearest !== undefined) (facts.meant ??= new Set()).add(nearest);
    const remedy = nearest === undefined ? 'add it there.' : `did you mean "${nearest}"?`;
    const message = `"${definition.name.text}" has no parameter ${quote(input.name)}: ${remedy}`;
    report('input-not-in-definition', span, {
      message,
      related: [{ message: 'the "def" is here', span: definition.name.span }],
      fix:
        nearest === undefined
          ? undefined
          : replaceBy(span, nearest, `Change "${input.name}" to "${nearest}"`),
    });
  } else if (!isPassedByName(parameter)) {
    const message = `No argument is passed to ${quote(input.name)} by its name: make it an ordinary parameter.`;
    report('input-not-passed-by-name', span, { message, related: theParameter(parameter) });
  } else {
    checkHint({ parameter: input, line }, parameter, report);
    checkDefault({ parameter: input, line }, parameter, report);
    if (input.optional !== true || input.default !== undefined || !isRequired(parameter)) return;
    const message = `${quote(input.name)} may be left out by a caller, but the "def" needs it: give it a default here or there.`;
    report('optional-without-default', span, { message, related: theParameter(parameter) });
  }
}

/** Tells of the first input that stands before one whose parameter comes earlier. */
function checkOrder({ bound, parameterBy }: Facts, report: Report): void {
  let last = -1;
  for (const { parameter, line } of bound.inputs) {
    const place = parameterBy.get(parameter.name)?.span.start ?? last;
    if (place < last) {
      const message = `${quote(parameter.name)} stands earlier in the "def": give both the same order.`;
      report('parameter-order', line.name?.span ?? line.span, message);
      return;
    }
    last = place;
  }
}

function checkOutputs(
  { outputs, definition, returnsValue }: BoundDefinition,
  report: Report,
): void {
  const [output] = outputs;
  if (output === undefined) return;
  if (returnsValue) return checkReturnHint(outputs, definition, report);
  const message = `"${definition.name.text}" returns no value for ${quote(output.parameter.name)}: return one, or remove the output.`;
  report('output-without-return', output.line.name?.span ?? output.line.span, {
    message,
    related: [{ message: 'the "def" is here', span: definition.name.span }],
  });
}

function theParameter({ span }: DefinitionParameter): readonly RelatedPlace[] {
  return [{ message: 'the parameter is here', span }];
}

function isRequired({ kind, default: initial }: DefinitionParameter): boolean {
  return initial === undefined && kind !== 'var-positional' && kind !== 'var-keyword';
}

function isPassedByName({ kind }: DefinitionParameter): boolean {
  return kind !== 'var-positional' && kind !== 'var-keyword';
}

/** Writes the missing line where the `def` has the parameter among the inputs, or else above the outputs. */
function addInput(
  { text, header, inputs }: BoundDefinition,
  { name, hint }: DefinitionParameter,
  /** The last of the inputs that stand before it in the `def`; -1 for none. */
  last: number,
): Pick<ReportDetails, 'fix'> {
  const before = inputs[last]?.line.span;
  const first = header.lines.find(({ tag }) => tag.text === 'input');
  const after =
    header.lines.find(({ value }) => value.span.start === before?.start) ??
    header.lines.findLast(({ tag }) => tag.text !== 'output' && tag.text !== 'input') ??
    header.lines.at(-1);
  if (after === undefined) return {};
  const { end } = after.span;
  const lineBreak = /\r\n|\r|\n/.exec(text.slice(end, end + 200))?.[0] ?? '\n';
  const line = `#input: ${typeOfHint(hint?.text)} ${name}`;
  const isFirst = before === undefined && first !== undefined;
  const at = isFirst ? first.span.start : end;
  const newText = isFirst ? `${line}${lineBreak}` : `${lineBreak}${line}`;
  return {
    fix: { title: `Add "${line}"`, edits: [{ span: { start: at, end: at }, newText }] },
  };
}
