import type { DefinitionParameter } from '../../definition/definition.ts';
import { readDocstring } from '../../definition/read-docstring.ts';
import { readTagLine } from '../../header/read-tag-line.ts';
import { CONTEXT_NAME } from '../../model/check-definition.ts';
import { isIdentifier, toPythonName } from '../../python/characters.ts';
import type { Block, BlockDefinition } from '../outline.ts';
import { readTuple, toHintedType } from './to-hinted-type.ts';
import { isPassedByName, renderInput, renderOutput } from './render-parameter.ts';

/** Renders the lines of a header for a `def` that has none; tags that stand above it are left out. */
export function renderDefinitionHeader(
  text: string,
  definition: BlockDefinition,
  block: Block,
): readonly string[] {
  const present = new Set(
    block.comments.map(({ hash, ...rest }) => readTagLine(text, hash, rest)?.tag.text),
  );
  const description = describe(text, definition.end, block.end);
  return [
    `#name: ${toPythonName(definition.name.text)}`,
    ...(description === undefined || present.has('description')
      ? []
      : [`#description: ${description}`]),
    ...(present.has('tags') ? [] : ['#tags: task']),
    ...listInputs(definition).map(renderInput),
    ...renderOutputs(definition),
  ];
}

/** The parameters that a header declares: those that a caller is meant to pass, by name. */
export function listInputs({
  parameters,
  isBound,
}: BlockDefinition): readonly DefinitionParameter[] {
  const seen = new Set<string>();
  return parameters.slice(isBound ? 1 : 0).filter((parameter) => {
    const { name, default: initial } = parameter;
    const isPrivate = name.startsWith('_') && initial !== undefined;
    if (name === CONTEXT_NAME || isPrivate || seen.has(name) || !isIdentifier(name)) return false;
    seen.add(name);
    return isPassedByName(parameter);
  });
}

function renderOutputs({ returnHint, returnsValue }: BlockDefinition): readonly string[] {
  if (returnHint === undefined) return returnsValue ? ['#output: dynamic result'] : [];
  const hint = returnHint.text.trim();
  if (/^(?:(?:typing\.)?(?:None|NoReturn|Never))$/.test(hint)) return [];
  const results = readTuple(hint);
  if (results === undefined) return [renderOutput('result', toHintedType(hint))];
  return results.map((result, index) => renderOutput(`result${index + 1}`, result));
}

const LONGEST = 200;

/** The first line of a docstring, where it is a plain one. */
function describe(text: string, start: number, end: number): string | undefined {
  const docstring = readDocstring(text, start, end)?.text.trim() ?? '';
  const [line = ''] = docstring.split('\n', 1);
  const isPlain = line !== '' && line.length <= LONGEST && !/[\\\r\f]/.test(line);
  return isPlain ? line.trim() : undefined;
}
