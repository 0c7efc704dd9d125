import type { CompletionItem, Position } from '../protocol.ts';
import { createSource } from '../source.ts';
import { findSlot } from './slot.ts';
import { proposeFor, type Proposal } from './propose.ts';

/**
 * What can be written at a position of a header: tags behind `#`, types, names of the `def` that
 * have no input yet, option keys of the type at hand, and values that a tag, option or default is
 * known to take.
 *
 * Items come best first, replace the word at the cursor and hold plain text. Empty outside of
 * headers, in strings and in brackets.
 */
export function toCompletions(text: string, position: Position): readonly CompletionItem[] {
  const source = createSource(text);
  const slot = findSlot(source, source.toOffset(position));
  if (slot === undefined) return [];
  const range = source.toRange(slot.replaced);
  return proposeFor(source, slot).map((proposal, index) => toItem(proposal, { index, range }));
}

function toItem(
  { label, kind, text = label, detail, documentation }: Proposal,
  { index, range }: { index: number; range: CompletionItem['textEdit']['range'] },
): CompletionItem {
  return {
    label,
    kind,
    ...(detail !== undefined && { detail }),
    ...(documentation !== undefined && {
      documentation: { kind: 'markdown', value: documentation },
    }),
    sortText: String(index).padStart(4, '0'),
    insertTextFormat: 1,
    textEdit: { range, newText: text },
  };
}
