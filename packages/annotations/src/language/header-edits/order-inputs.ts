import type { BlockDefinition } from '../outline.ts';
import type { HeaderLine } from '../header-lines.ts';
import type { HeaderEdit, MatchedInputs } from './match-inputs.ts';

/** Where the line of each input stands in the end, and the edits that bring it there. */
export interface OrderedInputs {
  readonly lines: ReadonlyMap<string, HeaderLine>;
  readonly edits: readonly HeaderEdit[];
}

/** Gives the inputs of a header the order of the `def`: the lines change places, whole. */
export function orderInputs(
  text: string,
  { kept, edits }: MatchedInputs,
  definition: BlockDefinition,
): OrderedInputs {
  const places = [...kept.values()];
  const taken = new Set(definition.parameters.map(({ name }) => name));
  const lines = new Map<string, HeaderLine>();
  for (const name of taken) {
    const place = places[lines.size];
    if (kept.has(name) && place) lines.set(name, place);
  }
  if ([...lines].every(([name, place]) => kept.get(name) === place)) return { lines: kept, edits };
  const moved = [...lines].flatMap(([name, { span }]) => {
    const line = kept.get(name);
    return line ? [{ span, newText: rewrite(text, line, edits) }] : [];
  });
  return { lines, edits: moved };
}

/** A line with its own edits made. */
function rewrite(text: string, { span }: HeaderLine, edits: readonly HeaderEdit[]): string {
  const own = edits.filter((edit) => edit.span.start >= span.start && edit.span.end <= span.end);
  return own
    .toSorted((one, other) => other.span.start - one.span.start)
    .reduce(
      (line, { span: { start, end }, newText }) =>
        line.slice(0, start - span.start) + newText + line.slice(end - span.start),
      text.slice(span.start, span.end),
    );
}
