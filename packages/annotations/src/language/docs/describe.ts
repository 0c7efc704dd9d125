import { isTypeName } from '@celeriac/signature';
import { ANNOTATION_CODES, type AnnotationCode } from '../../diagnostics/annotation-codes.ts';
import { tagRule } from '../../header/tag-table.ts';
import { isOptionKey, optionRule } from '../../model/option-table.ts';
import { INTERFACE_TYPES } from '../../model/type-table.ts';
import { OPTION_DOCS } from './option-docs.ts';
import { META_DOC, TAG_DOCS } from './tag-docs.ts';
import { TYPE_DOCS } from './type-docs.ts';

/** Tells of a tag in Markdown; `''` for one that is unknown. */
export function describeTag(tag: string): string {
  if (tagRule(tag) === undefined) return '';
  return `**#${tag}:** ${Object.hasOwn(TAG_DOCS, tag) ? TAG_DOCS[tag] : META_DOC}`;
}

/** Tells of a type in Markdown, on both sides of a call; `''` for one that is unknown. */
export function describeType(type: string): string {
  if (INTERFACE_TYPES.has(type))
    return `**${type}** belongs to a user interface: no Python worker can be given one.`;
  if (!isTypeName(type)) return '';
  const { note, python, javascript } = TYPE_DOCS[type];
  return `**${type}** ${note}\n\n- Python: ${python}\n- JavaScript: ${javascript}`;
}

/** Tells of an option in Markdown; `''` for one that is unknown. */
export function describeOption(key: string): string {
  if (!isOptionKey(key)) return '';
  const { types, direction, words } = optionRule(key);
  const quoted = (list: readonly string[]): string => list.map((word) => `\`${word}\``).join(', ');
  const facts = [
    ...(types ? [`- For ${quoted(types)}`] : []),
    ...(direction ? [`- For ${direction}s only`] : []),
    ...(words ? [`- One of ${quoted(words)}`] : []),
  ];
  const doc = `**${key}** ${OPTION_DOCS[key] ?? ''}`;
  return facts.length > 0 ? `${doc}\n\n${facts.join('\n')}` : doc;
}

/** Tells in Markdown what a diagnostic code means; `''` for one of another package. */
export function describeCode(code: string): string {
  if (!Object.hasOwn(ANNOTATION_CODES, code)) return '';
  const { title, documentation } = ANNOTATION_CODES[code as AnnotationCode];
  return `**${title}** (\`${code}\`)\n\n${documentation}`;
}
