import type { TagLine } from '../../header/header.ts';
import { isCoreLine } from '../../header/is-core-line.ts';
import { BYTE_ORDER_MARK, endOfLine, toPythonName } from '../../python/characters.ts';
import { blockOf, createSource, functionAt, toTextEdits, type Source } from '../source.ts';
import { definitionOf, type BlockDefinition } from '../outline.ts';
import type { Position, TextEdit } from '../protocol.ts';
import { matchInputs, type HeaderEdit, type MatchedInputs } from './match-inputs.ts';
import { orderInputs } from './order-inputs.ts';
import { renderInput } from './render-parameter.ts';

/** What becomes of the lines of a header, by the start of each. */
interface Changes {
  readonly before: Map<number, string[]>;
  readonly after: Map<number, string[]>;
  readonly removed: Set<number>;
  /** The line that comes to stand first, where it did not before. */
  readonly first?: number;
}

/**
 * Plans the edits that bring the inputs of the header at a position in line with its `def`: missing
 * ones are added, those it does not take or that are repeated are removed, a misspelt one is renamed, and all get the
 * order of the `def`. An input that may be left out although the `def` needs it becomes required.
 *
 * Every other line, option and description stays as it is. Empty where nothing is to be done, and
 * where there is no header with a finished `def`.
 */
export function planHeaderSync(text: string, position: Position): readonly TextEdit[] {
  return planHeaderSyncOf(createSource(text), position);
}

/** Plans the same edits for a text that is read already. */
export function planHeaderSyncOf(source: Source, position: Position): readonly TextEdit[] {
  const { text } = source;
  const found = functionAt(source, source.toOffset(position));
  const block = found && blockOf(source, found);
  const definition = block && definitionOf(text, block);
  if (!found || !definition) return [];
  const matched = matchInputs(text, found, definition);
  const ordered = orderInputs(text, matched, definition);
  const placed = { ...matched, kept: ordered.lines };
  const changes = placeLines(found.header.lines, placed, definition);
  const edits = found.header.lines.flatMap((line) => toEdits(source, line, changes));
  return toTextEdits(source, [...ordered.edits, ...edits]);
}

/** Puts each missing input behind the one before it, or where inputs begin. */
function placeLines(
  lines: readonly TagLine[],
  { kept, gone, missing }: MatchedInputs,
  definition: BlockDefinition,
): Changes {
  const removed = new Set([...gone].map(({ span }) => span.start));
  const left = lines.filter(({ span }) => !removed.has(span.start));
  const [top] = left;
  const changes: Changes = {
    before: new Map(),
    after: new Map(),
    removed,
    ...(top && top !== lines[0] && { first: top.span.start }),
  };
  const isInput = ({ tag }: TagLine): boolean => tag.text === 'input';
  const firstInput = left.find(isInput);
  const lastTag = left.findLast(({ tag }) => tag.text !== 'output');
  let previous: TagLine | undefined;
  for (const parameter of definition.parameters) {
    const { name } = parameter;
    previous = kept.get(name) ?? previous;
    if (!missing.includes(parameter)) continue;
    const line = renderInput(parameter);
    if (previous) addTo(changes.after, previous, line);
    else if (firstInput) addTo(changes.before, firstInput, line);
    else if (lastTag) addTo(changes.after, lastTag, line);
    else addTo(changes.before, left[0] ?? lines[0], line);
  }
  // Without a core line the header would be none any more.
  if (missing.length === 0 && removed.size > 0 && !left.some(isCoreLine))
    addTo(changes.before, lines[0], `#name: ${toPythonName(definition.name.text)}`);
  return changes;
}

function addTo(lists: Map<number, string[]>, anchor: TagLine | undefined, line: string): void {
  if (anchor === undefined) return;
  const { start } = anchor.span;
  lists.set(start, [...(lists.get(start) ?? []), line]);
}

function toEdits(
  source: Source,
  { span: { start, end } }: TagLine,
  { before, after, removed, first }: Changes,
): readonly HeaderEdit[] {
  const { text, lineBreak } = source;
  const lineStart = source.lineStart(start);
  const isMarked = text.charCodeAt(lineStart) === BYTE_ORDER_MARK;
  const from = isMarked ? lineStart + 1 : lineStart;
  const lineEnd = endOfLine(text, end);
  const above = before.get(start) ?? [];
  const below = after.get(start) ?? [];
  if (removed.has(start)) {
    const isReplaced = above.length > 0;
    const span = { start: from, end: isReplaced ? lineEnd : source.nextLine(start) };
    return [{ span, newText: above.join(lineBreak) }];
  }
  // A header that begins deeper than its `def` belongs to the block above.
  const isFirst = first === start && from < start;
  const top = above.map((line) => line + lineBreak).join('');
  const bottom = below.map((line) => lineBreak + line).join('');
  return [
    ...(above.length > 0 || isFirst
      ? [{ span: { start: from, end: isFirst ? start : from }, newText: top }]
      : []),
    ...(below.length > 0 ? [{ span: { start: lineEnd, end: lineEnd }, newText: bottom }] : []),
  ];
}
