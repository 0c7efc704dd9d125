import { createWordTable } from '../python/word-table.ts';

/** What a header tag does: how its value is read, where it goes, and whether it may repeat. */
export interface TagRule {
  /** `parameter` lines describe a value, `list` values split at commas, `text` is kept as it is. */
  readonly value: 'parameter' | 'list' | 'text';
  /** The field of a signature that it gives; every other text goes into its `meta`. */
  readonly field?: TagField;
  readonly repeats?: true;
}

/** A field of a signature that a tag of the same name gives. */
export type TagField = 'name' | 'friendlyName' | 'description' | 'tags' | 'require';

/** Every tag of the annotation language but `meta.<key>`. */
export const TAGS: Readonly<Record<string, TagRule>> = {
  name: { value: 'text', field: 'name' },
  friendlyName: { value: 'text', field: 'friendlyName' },
  description: { value: 'text', field: 'description' },
  tags: { value: 'list', field: 'tags' },
  language: { value: 'text' },
  input: { value: 'parameter', repeats: true },
  output: { value: 'parameter', repeats: true },
  'help-url': { value: 'text' },
  reference: { value: 'text' },
  sample: { value: 'text' },
  test: { value: 'text', repeats: true },
  'top-menu': { value: 'text' },
  environment: { value: 'text' },
  condition: { value: 'text' },
  connection: { value: 'text' },
  require: { value: 'list', field: 'require' },
  editor: { value: 'text' },
  'editor-for': { value: 'text' },
  sidebar: { value: 'text' },
  schedule: { value: 'text' },
  'schedule.runAs': { value: 'text' },
  endpoint: { value: 'text' },
  author: { value: 'text' },
  returns: { value: 'text' },
  requiresServer: { value: 'text' },
};

const RULES: ReadonlyMap<string, TagRule> = new Map(Object.entries(TAGS));
const META = 'meta.';
const META_RULE: TagRule = { value: 'text' };

/** The known tags as they stand in a text. */
export const tagWords = createWordTable(RULES.keys());

/** The rule of a tag, `undefined` for an unknown one; `meta.<key>` is known for every key. */
export function tagRule(tag: string): TagRule | undefined {
  const rule = RULES.get(tag);
  if (rule !== undefined) return rule;
  return tag.startsWith(META) && tag.length > META.length ? META_RULE : undefined;
}

/** The name under which a tag stands in `meta`: `meta.idempotent` is `idempotent`. */
export function metaKey(tag: string): string {
  return tag.startsWith(META) ? tag.slice(META.length) : tag;
}

/** Words that tools other than ours read from comments; a header leaves them alone. */
export const TOOL_COMMENTS: ReadonlySet<string> = new Set([
  'coding',
  'flake8',
  'fmt',
  'ftp',
  'http',
  'https',
  'isort',
  'mypy',
  'noqa',
  'nosec',
  'pragma',
  'pylint',
  'pyright',
  'region',
  'ruff',
  'type',
  'yapf',
]);
