import { TYPE_NAMES, type TypeName } from '@celeriac/signature';
import { TAGS } from '../../header/tag-table.ts';
import { COLON, skipBlanks } from '../../python/characters.ts';
import { renderInput } from '../header-edits/render-parameter.ts';
import { toHeaderLine } from '../header-lines.ts';
import { META_DOC, TAG_DOCS, TAG_VALUES } from '../docs/tag-docs.ts';
import { describeType } from '../docs/describe.ts';
import { readTagLine } from '../../header/read-tag-line.ts';
import { CompletionItemKind as Kind, type CompletionItem } from '../protocol.ts';
import type { Source } from '../source.ts';
import { undeclaredParameters } from './declared.ts';
import { proposeDefaults, proposeKeys, proposeOptionValues } from './propose-options.ts';
import type { Slot } from './slot.ts';

/** A text that could stand at the cursor. */
export interface Proposal {
  readonly label: string;
  readonly kind: CompletionItem['kind'];
  /** What is written; the label where it is not given. */
  readonly text?: string;
  readonly detail?: string;
  readonly documentation?: string;
}

/** Everything that could stand in a slot, best first. */
export function proposeFor({ text }: Source, slot: Slot): readonly Proposal[] {
  switch (slot.kind) {
    case 'tag':
      return proposeTags(text, slot);
    case 'value':
      return (TAG_VALUES[slot.tag] ?? []).map((label) => ({ label, kind: Kind.Value }));
    case 'type':
      return [...(slot.direction === 'input' ? proposeInputs(text, slot) : []), ...TYPES];
    case 'element':
      return TYPES;
    case 'name':
      return slot.direction === 'input' ? proposeNames(text, slot) : [];
    case 'default':
      return proposeDefaults(toHeaderLine(text, slot.line).parameter);
    case 'key':
      return proposeKeys(toHeaderLine(text, slot.line).parameter, {
        direction: slot.direction,
        hasColon: text.charCodeAt(skipBlanks(text, slot.replaced.end)) === COLON,
      });
    case 'option':
      return proposeOptionValues(text, slot.key, slot.block);
  }
}

function proposeTags(
  text: string,
  { block, hasColon, replaced }: Extract<Slot, { kind: 'tag' }>,
): readonly Proposal[] {
  const present = block.comments.flatMap(({ hash, ...rest }) => {
    const line = readTagLine(text, hash, rest);
    return line && line.tag.span.start !== replaced.start ? [line.tag.text] : [];
  });
  const suffix = hasColon ? '' : ': ';
  const tags = Object.entries(TAGS)
    .filter(([tag, { repeats }]) => repeats || !present.includes(tag))
    .map(([label]) => ({
      label,
      kind: Kind.Keyword,
      text: label + suffix,
      documentation: TAG_DOCS[label] ?? '',
    }));
  const meta = { label: 'meta.', kind: Kind.Keyword, text: 'meta.', documentation: META_DOC };
  const inputs = hasColon ? [] : undeclaredParameters(text, block);
  const lines = inputs.map((parameter) => ({
    label: renderInput(parameter).slice(1),
    kind: Kind.Snippet,
    detail: `declares the parameter ${parameter.name}`,
  }));
  return [...lines, ...tags, meta];
}

/** Whole declarations of the parameters that have none: `double ratio = 0.5`. */
function proposeInputs(text: string, { block }: Slot): readonly Proposal[] {
  return undeclaredParameters(text, block).map((parameter) => ({
    label: renderInput(parameter).slice('#input: '.length),
    kind: Kind.Snippet,
    detail: `declares the parameter ${parameter.name}`,
  }));
}

function proposeNames(text: string, { block }: Slot): readonly Proposal[] {
  return undeclaredParameters(text, block).map(({ name, hint }) => ({
    label: name,
    kind: Kind.Variable,
    ...(hint && { detail: hint.text }),
  }));
}

const TYPES: readonly Proposal[] = TYPE_NAMES.map((label: TypeName) => ({
  label,
  kind: Kind.TypeParameter,
  documentation: describeType(label),
}));
