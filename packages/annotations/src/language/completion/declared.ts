import { readTagLine } from '../../header/read-tag-line.ts';
import type { DefinitionParameter } from '../../definition/definition.ts';
import type { ParameterLine } from '../../parameter/parameter-line.ts';
import { toPythonName } from '../../python/characters.ts';
import { toHeaderLine } from '../header-lines.ts';
import { definitionOf, type Block } from '../outline.ts';
import { listInputs } from '../header-edits/render-definition-header.ts';

/** The inputs that stand above a `def`, whether they make a header or not yet. */
function declaredInputs(text: string, { comments }: Block): readonly ParameterLine[] {
  return comments.flatMap(({ hash, ...rest }) => {
    const line = readTagLine(text, hash, rest);
    if (line?.tag.text !== 'input') return [];
    return toHeaderLine(text, line).parameter ?? [];
  });
}

/** The parameters of a `def` that no input above it declares. */
export function undeclaredParameters(text: string, block: Block): readonly DefinitionParameter[] {
  const definition = definitionOf(text, block);
  if (definition === undefined) return [];
  const names = declaredInputs(text, block).map(({ name }) => toPythonName(name?.text ?? ''));
  return listInputs(definition).filter(({ name }) => !names.includes(name));
}

/** The names of the data frames above a `def`. */
export function declaredFrames(text: string, block: Block): readonly string[] {
  return declaredInputs(text, block).flatMap(({ type, name }) =>
    type?.name.text === 'dataframe' && name ? [name.text] : [],
  );
}
