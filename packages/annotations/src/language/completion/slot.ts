import type { Span } from '@celeriac/diagnostic';
import type { TagLine } from '../../header/header.ts';
import { readTagLine } from '../../header/read-tag-line.ts';
import { tagRule } from '../../header/tag-table.ts';
import { endOfName, isBlank, skipBlanks } from '../../python/characters.ts';
import type { Block, CommentLine } from '../outline.ts';
import type { Source } from '../source.ts';
import { readParameterSlot, type ParameterSlot } from './parameter-slot.ts';

/** What can be written at a place of a header, and the text that it would replace. */
export type Slot = { readonly replaced: Span; readonly block: Block } & (
  | { readonly kind: 'tag'; readonly hasColon: boolean }
  | { readonly kind: 'value'; readonly tag: string }
  | ({ readonly direction: 'input' | 'output'; readonly line: TagLine } & ParameterSlot)
);

/** Finds out what can be written at an offset; `undefined` outside of headers and at their prose. */
export function findSlot({ text, blocks }: Source, offset: number): Slot | undefined {
  const isAt = ({ hash, end }: CommentLine): boolean => hash < offset && offset <= end;
  const block = blocks.find(({ comments }) => comments.some(isAt));
  const comment = block?.comments.find(isAt);
  if (!block || !comment) return undefined;
  const line = readTagLine(text, comment.hash, comment);
  const colon = line && text.indexOf(':', line.tag.span.end);
  if (line && colon !== undefined && offset > colon)
    return valueSlot(text, { line, block, offset });
  const start = line?.tag.span.start ?? skipBlanks(text, comment.hash + 1);
  const end = line?.tag.span.end ?? endOfTag(text, start);
  if (comment.column > 0 || offset < start || offset > end) return undefined;
  return { kind: 'tag', block, replaced: { start, end }, hasColon: line !== undefined };
}

function endOfTag(text: string, start: number): number {
  let at = start;
  while (at !== endOfName(text, at) || text[at] === '.' || text[at] === '-')
    at = Math.max(endOfName(text, at), at + 1);
  return at;
}

function valueSlot(
  text: string,
  { line, block, offset }: { line: TagLine; block: Block; offset: number },
): Slot | undefined {
  const tag = line.tag.text;
  const rule = tagRule(tag);
  if (rule === undefined) return undefined;
  const start = Math.min(line.value.span.start, offset);
  if (rule.value !== 'parameter') {
    const from = rule.value === 'list' ? startOfItem(text, start, offset) : start;
    return { kind: 'value', tag, block, replaced: { start: from, end: offset } };
  }
  const slot = readParameterSlot(text, start, offset);
  const direction = tag === 'input' ? 'input' : 'output';
  return slot && { ...slot, block, direction, line };
}

function startOfItem(text: string, start: number, offset: number): number {
  let at = Math.max(text.lastIndexOf(',', offset - 1) + 1, start);
  while (at < offset && isBlank(text.charCodeAt(at))) at++;
  return at;
}
