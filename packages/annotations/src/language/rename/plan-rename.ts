import type { Span } from '@celeriac/diagnostic';
import type { Definition } from '../../definition/definition.ts';
import { CONTEXT_NAME } from '../../model/check-definition.ts';
import { endOfName, isIdentifier, isNamePart, toPythonName } from '../../python/characters.ts';
import type { AnnotatedFunction } from '../../python-module.ts';
import { findNames } from '../names/find-names.ts';
import { definitionOf } from '../outline.ts';
import type { Position, Range, TextEdit } from '../protocol.ts';
import { blockOf, createSource, functionAt, toTextEdits, touches, type Source } from '../source.ts';
import { findCodeUses, findHeaderUses } from './find-uses.ts';
import { PYTHON_KEYWORDS } from './python-keywords.ts';

/** What becomes of a rename. */
export type Rename =
  | { readonly kind: 'renamed'; readonly edits: readonly TextEdit[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** What would be renamed at a position. */
export interface RenameTarget {
  readonly range: Range;
  /** The name as it is. */
  readonly placeholder: string;
}

interface Target {
  readonly span: Span;
  readonly name: string;
  readonly uses: readonly Span[];
  readonly found: AnnotatedFunction;
  readonly definition: Definition;
  readonly end: number;
}

/** The parameter at a position of a header, `def` or body; `undefined` where there is none. */
export function toRenameTarget(text: string, position: Position): RenameTarget | undefined {
  const source = createSource(text);
  const target = findTarget(source, source.toOffset(position));
  return target && { range: source.toRange(target.span), placeholder: target.name };
}

/**
 * Plans the edits that rename the parameter at a position: in its `#input:` lines, in the options
 * `table` and `action` and the arguments of `#test:` that mean it, in the `def`, and in the body of
 * that function.
 *
 * In the body these are the whole names of the code, those in replacement fields of f-strings
 * included; strings, comments, attributes (`.x`) and names of arguments (`f(x=1)`) are left alone, as
 * is a nested function with a parameter of that name. Scopes are not told apart any further: a
 * comprehension, lambda or nested class that binds the name is renamed with it.
 *
 * Refused are a name that is none in Python, one that the function uses already, and `ctx`.
 */
export function planRename(text: string, position: Position, newName: string): Rename {
  const source = createSource(text);
  const target = findTarget(source, source.toOffset(position));
  const refuse = (reason: string): Rename => ({ kind: 'refused', reason });
  if (target === undefined) return refuse('There is no parameter here.');
  if (!isIdentifier(newName) || PYTHON_KEYWORDS.has(newName))
    return refuse(`"${newName}" is no name of a Python parameter.`);
  const name = toPythonName(newName);
  if (name === target.name) return { kind: 'renamed', edits: [] };
  if (name === CONTEXT_NAME)
    return refuse(`"${name}" is the name of the context of a call: take another one.`);
  if (isUsed(text, target, name)) return refuse(`"${name}" is used in this function already.`);
  const edits = target.uses.map((span) => ({ span, newText: newName }));
  return { kind: 'renamed', edits: toTextEdits(source, edits) };
}

function findTarget(source: Source, offset: number): Target | undefined {
  const { text } = source;
  const found = functionAt(source, offset);
  const block = found && blockOf(source, found);
  const definition = block && definitionOf(text, block);
  if (!found || !definition) return undefined;
  const { end } = block;
  const word = toPythonName(wordAt(text, offset));
  const names = new Set([
    ...found.inputs
      .filter(({ line }) => line.name && touches(line.name.span, offset))
      .map(({ parameter }) => parameter.name),
    ...[...found.inputs.map(({ parameter }) => parameter), ...definition.parameters]
      .map((parameter) => parameter.name)
      .filter((name) => name === word),
  ]);
  for (const name of names) {
    const isInput = found.inputs.some(({ parameter }) => parameter.name === name);
    if (name === CONTEXT_NAME && !isInput) continue;
    const uses = [
      ...findHeaderUses(text, found, name),
      ...findCodeUses(text, { definition, end, name }),
    ];
    const span = uses.find((use) => touches(use, offset));
    if (span) return { span, name, uses, found, definition, end };
  }
  return undefined;
}

function wordAt(text: string, offset: number): string {
  let start = offset;
  while (start > 0 && isNamePart(text.charCodeAt(start - 1))) start--;
  return text.slice(start, endOfName(text, start));
}

/** Whether a name means something in a function already. */
function isUsed(text: string, { found, definition, end }: Target, name: string): boolean {
  if (found.inputs.some(({ parameter }) => parameter.name === name)) return true;
  if (definition.parameters.some((parameter) => parameter.name === name)) return true;
  const body = { start: definition.end, end };
  return findNames(text, body).some(
    (used) => toPythonName(used.text) === name && !used.isAttribute && !used.isKeywordArgument,
  );
}
