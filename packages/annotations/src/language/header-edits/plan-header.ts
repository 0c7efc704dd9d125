import type { Position, TextEdit } from '../protocol.ts';
import { blockAt, definitionOf } from '../outline.ts';
import { createSource, functionOf, toTextEdits, type Source } from '../source.ts';
import { renderDefinitionHeader } from './render-definition-header.ts';

/**
 * Plans the edit that writes a header for the module-level `def` at a position: on it, on its
 * decorators or comments, or in its body.
 *
 * Types, choices and `nullable` come from the hints (`Optional[int]` is `int` and nullable), or else
 * from the defaults; outputs from the hint behind `->`, one for each member of a tuple; the
 * description from the docstring. What the header cannot hold of a default is left to the `def`, by
 * `optional: true`. Left out are `ctx`, parameters that take no argument by name, and those with a
 * leading underscore and a default. Empty where there is no finished `def`, or it has a header.
 */
export function planHeader(text: string, position: Position): readonly TextEdit[] {
  return planHeaderOf(createSource(text), position);
}

/** Plans the same edit for a text that is read already. */
export function planHeaderOf(source: Source, position: Position): readonly TextEdit[] {
  const { text } = source;
  const block = blockAt(source.blocks, source.toOffset(position));
  const definition = block && definitionOf(text, block);
  if (!block?.statement || !definition || functionOf(source, block)) return [];
  const start = block.decorators[0]?.start ?? block.statement.start;
  const newText = renderDefinitionHeader(text, definition, block)
    .map((line) => line + source.lineBreak)
    .join('');
  return toTextEdits(source, [{ span: { start, end: start }, newText }]);
}
