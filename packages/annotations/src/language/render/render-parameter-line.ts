import { renderType, type JsonValue, type Parameter } from '@celeriac/signature';
import { createReporter } from '../../diagnostics/reporter.ts';
import { toParameter } from '../../model/to-parameter.ts';
import { parseParameter } from '../../parameter/parse-parameter.ts';
import { isIdentifier, toPythonName } from '../../python/characters.ts';
import { joinParameter } from './join-parameter.ts';
import { refuse, type RenderedLines } from './refusal.ts';
import { renderDefault, renderLiteral } from './render-default.ts';
import { renderTagLine } from './render-tag-line.ts';

/** What an option and a fact of the parameter both say. */
const STATED = ['nullable', 'optional', 'choices', 'min', 'max'] as const;
const FACTS = ['type', 'default', ...STATED, 'description'] as const;

/** Writes the line of an input or output, and reads it again to see that it says the same. */
export function renderParameterLine(
  parameter: Parameter,
  direction: 'input' | 'output',
): RenderedLines {
  const { name, type, default: initial, description } = parameter;
  if (!isIdentifier(name) || toPythonName(name) !== name) return refuse('not-a-name', 'name');
  const options = toOptions(parameter);
  const value = joinParameter({
    type: renderType(type),
    name,
    default: initial === undefined ? undefined : renderDefault(type, initial),
    options: [...options],
    description: options.get('description') === description ? undefined : description,
  });
  const line = renderTagLine(direction, value);
  if (line === undefined) return refuse('not-a-line');
  const difference = findDifference(parameter, options, readBack(value, direction));
  return difference ? refuse('read-differently', ...difference) : { kind: 'lines', lines: [line] };
}

/** The options as they are, and those that state the other facts. */
function toOptions(parameter: Parameter): ReadonlyMap<string, string> {
  const options = new Map(Object.entries(parameter.options ?? {}));
  for (const fact of STATED) {
    const value = parameter[fact];
    if (value === undefined || options.has(fact)) continue;
    // A default says that an argument may be left out.
    if (fact === 'optional' && value === true && parameter.default !== undefined) continue;
    options.set(fact, renderLiteral(value));
  }
  return options;
}

/** What a line declares, and whether it has an error. */
interface ReadBack {
  readonly parameter: Parameter | undefined;
  readonly isWrong: boolean;
}

function readBack(value: string, direction: 'input' | 'output'): ReadBack {
  const { report, diagnostics } = createReporter();
  const line = parseParameter(value, { start: 0, end: value.length }, report);
  const parameter = toParameter(line, direction, report);
  return { parameter, isWrong: diagnostics().some(({ severity }) => severity === 'error') };
}

function findDifference(
  given: Parameter,
  options: ReadonlyMap<string, string>,
  { parameter: read, isWrong }: ReadBack,
): readonly string[] | undefined {
  if (read?.name !== given.name) return ['type'];
  const fact = FACTS.find((key) => !isSame(given[key], read[key]));
  if (fact !== undefined) return [fact];
  const found = new Map(Object.entries(read.options ?? {}));
  const key = [...options.keys()].find((option) => options.get(option) !== found.get(option));
  if (key !== undefined) return ['options', key];
  if (found.size !== options.size) return ['options'];
  return isWrong ? [] : undefined;
}

function isSame(one: Fact, other: Fact): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

type Fact = JsonValue | Parameter[(typeof FACTS)[number]];
