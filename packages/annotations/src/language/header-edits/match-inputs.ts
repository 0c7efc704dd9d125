import { findNearest, type Span } from '@celeriac/diagnostic';
import type { DefinitionParameter } from '../../definition/definition.ts';
import { isIdentifier, toPythonName } from '../../python/characters.ts';
import type { AnnotatedFunction } from '../../python-module.ts';
import { readHeaderLines, type HeaderLine } from '../header-lines.ts';
import type { BlockDefinition } from '../outline.ts';
import { listInputs } from './render-definition-header.ts';
import { isPassedByName } from './render-parameter.ts';

/** A change of one place of a header. */
export interface HeaderEdit {
  readonly span: Span;
  readonly newText: string;
}

/** How the inputs of a header and the parameters of its `def` belong together. */
export interface MatchedInputs {
  /** Lines by the parameter that they are for, misspelt ones included. */
  readonly kept: ReadonlyMap<string, HeaderLine>;
  /** Lines that the `def` takes no argument for, or no second one. */
  readonly gone: ReadonlySet<HeaderLine>;
  readonly missing: readonly DefinitionParameter[];
  /** Changes within lines that are kept. */
  readonly edits: readonly HeaderEdit[];
}

/** Matches inputs with parameters by name, and then what is left by nearly the same name. */
export function matchInputs(
  text: string,
  { header, inputs }: AnnotatedFunction,
  definition: BlockDefinition,
): MatchedInputs {
  const taken = new Map(definition.parameters.map((parameter) => [parameter.name, parameter]));
  const takesAny = definition.parameters.some(({ kind }) => kind === 'var-keyword');
  const lines = readHeaderLines(text, header).filter(({ tag }) => tag.text === 'input');
  const nameOf = (line: HeaderLine): string | undefined =>
    parameterOf(inputs, line)?.name ?? validName(line.parameter?.name?.text);
  const declared = new Set(lines.map(nameOf));
  const open = listInputs(definition).filter(({ name }) => !declared.has(name));
  const unclaimed = new Set(open.map(({ name }) => name));
  const kept = new Map<string, HeaderLine>();
  const gone = new Set<HeaderLine>();
  const edits: HeaderEdit[] = [];
  for (const line of lines) {
    const name = nameOf(line);
    if (name === undefined) continue;
    const parameter = taken.get(name);
    if (parameter !== undefined && isPassedByName(parameter)) {
      if (kept.has(name)) gone.add(line);
      else kept.set(name, line);
    } else if (parameter !== undefined || !takesAny) {
      const nearest = parameter ? undefined : nearestName(name, unclaimed);
      if (nearest === undefined || line.parameter?.name === undefined) gone.add(line);
      else {
        unclaimed.delete(nearest);
        kept.set(nearest, line);
        edits.push({ span: line.parameter.name.span, newText: nearest });
      }
    }
  }
  for (const [name, line] of kept)
    if (taken.get(name)?.default === undefined) edits.push(...requireInput(inputs, line));
  return { kept, gone, missing: open.filter(({ name }) => !kept.has(name)), edits };
}

function parameterOf(
  inputs: AnnotatedFunction['inputs'],
  { value }: HeaderLine,
): AnnotatedFunction['inputs'][number]['parameter'] | undefined {
  return inputs.find(({ line }) => line.span.start === value.span.start)?.parameter;
}

function validName(text = ''): string | undefined {
  return isIdentifier(text) ? toPythonName(text) : undefined;
}

function nearestName(name: string, names: ReadonlySet<string>): string | undefined {
  return findNearest(name, names, name.length < 5 ? 1 : 2);
}

/** Makes an input required that has no default: its option says `optional: false` then. */
function requireInput(
  inputs: AnnotatedFunction['inputs'],
  line: HeaderLine,
): readonly HeaderEdit[] {
  const parameter = parameterOf(inputs, line);
  if (parameter?.optional !== true || parameter.default !== undefined) return [];
  const options = line.parameter?.options ?? [];
  return options
    .filter(({ key }) => key.text === 'optional')
    .map(({ value }) => ({ span: value.span, newText: 'false' }));
}
