import type { Definition, DefinitionParameter } from '../../definition/definition.ts';
import { skipTrivia } from '../../definition/skip-expression.ts';
import { readTagLine } from '../../header/read-tag-line.ts';
import { CONTEXT_NAME } from '../../model/check-definition.ts';
import { isIdentifier, toPythonName } from '../../python/characters.ts';
import { isQuote, isTripleQuote, skipString } from '../../python/skip-string.ts';
import { findNames } from '../names/find-names.ts';
import type { Block } from '../outline.ts';
import { readHint, readTuple } from './read-hint.ts';
import { isPassedByName, renderInput, renderOutput } from './render-parameter.ts';

/** Renders the lines of a header for a `def` that has none; tags that stand above it are left out. */
export function renderHeader(
  text: string,
  definition: Definition,
  block: Block,
): readonly string[] {
  const present = new Set(
    block.comments.map(({ hash, ...rest }) => readTagLine(text, hash, rest)?.tag.text),
  );
  const description = readDocstring(text, definition.end, block.end);
  return [
    `#name: ${toPythonName(definition.name.text)}`,
    ...(description === undefined || present.has('description')
      ? []
      : [`#description: ${description}`]),
    ...(present.has('tags') ? [] : ['#tags: task']),
    ...listInputs(definition).map(renderInput),
    ...renderOutputs(text, definition, block),
  ];
}

/** The parameters that a header declares: those that a caller is meant to pass, by name. */
export function listInputs({ parameters }: Definition): readonly DefinitionParameter[] {
  const seen = new Set<string>();
  return parameters.filter((parameter) => {
    const { name, default: initial } = parameter;
    const isPrivate = name.startsWith('_') && initial !== undefined;
    if (name === CONTEXT_NAME || isPrivate || seen.has(name) || !isIdentifier(name)) return false;
    seen.add(name);
    return isPassedByName(parameter);
  });
}

function renderOutputs(
  text: string,
  { returnHint, end }: Definition,
  block: Block,
): readonly string[] {
  if (returnHint === undefined)
    return returnsValue(text, end, block.end) ? ['#output: dynamic result'] : [];
  const hint = returnHint.text.trim();
  if (/^(?:(?:typing\.)?(?:None|NoReturn|Never))$/.test(hint)) return [];
  const results = readTuple(hint);
  if (results === undefined) return [renderOutput('result', readHint(hint))];
  return results.map((result, index) => renderOutput(`result${index + 1}`, result));
}

/** Whether a `return` with a value stands in a body; those of nested functions count too. */
function returnsValue(text: string, start: number, end: number): boolean {
  return findNames(text, { start, end }).some(({ text: word, span }) => {
    if (word !== 'return') return false;
    const next = text.slice(span.end, end).match(/^[ \t]*([^])/)?.[1] ?? '\n';
    return !'\r\n#;'.includes(next);
  });
}

const LONGEST = 200;

/** The first line of a docstring, where it is a plain one. */
function readDocstring(text: string, start: number, end: number): string | undefined {
  const quoteAt = skipTrivia(text, start, end);
  if (!isQuote(text.charCodeAt(quoteAt))) return undefined;
  const behind = skipString(text, quoteAt);
  if (behind < 0) return undefined;
  const quotes = isTripleQuote(text, quoteAt) ? 3 : 1;
  const content = text.slice(quoteAt + quotes, behind - quotes).trim();
  const [line = ''] = content.split(/[\r\n]/, 1);
  const isPlain = line !== '' && line.length <= LONGEST && !line.includes('\\');
  return isPlain ? line.trim() : undefined;
}
