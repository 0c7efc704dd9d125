import type { FunctionSignature } from '@celeriac/signature';
import { tagRule, TAGS } from '../../header/tag-table.ts';
import { MOST_HEADER_LINES } from '../../limits.ts';
import { isIdentifier, toPythonName } from '../../python/characters.ts';
import { PYTHON_KEYWORDS } from '../rename/python-keywords.ts';
import { refuse, type Refusal, type RenderedLines } from './refusal.ts';
import { renderParameterLine } from './render-parameter-line.ts';
import { renderTagLine } from './render-tag-line.ts';

/** A header and what the `def` under it has to be called, or why there is no such header. */
export type RenderedHeader =
  | { readonly kind: 'rendered'; readonly lines: readonly string[]; readonly definition: string }
  | Refusal;

/**
 * Writes the header that is parsed to a signature again, line by line without line breaks; the `def`
 * under it is called `definition`, which is the alias of the signature or else its name.
 *
 * What is read is the same signature, where the `options` of its parameters state their facts, as
 * they do in all that is parsed: `nullable`, `optional` without a default, `choices`, `min` and
 * `max` that they do not state are written as options too. A signature that no header says is
 * refused with the reason (`RefusalReason`) and the path to what cannot be written; an empty list of
 * tags or of aliases, and `meta` without a key, are left out.
 */
export function renderHeader(signature: FunctionSignature): RenderedHeader {
  const { name, aliases = [], inputs, outputs } = signature;
  const definition = aliases[0] ?? name;
  if (!isIdentifier(name)) return refuse('not-a-name', 'name');
  const isDefinable = isIdentifier(definition) && toPythonName(definition) === definition;
  if (!isDefinable || PYTHON_KEYWORDS.has(definition))
    return refuse('not-a-name', ...(aliases.length > 0 ? ['aliases', 0] : ['name']));
  const isAlias = definition.toLowerCase() !== name.toLowerCase();
  if (aliases.length > (isAlias ? 1 : 0)) return refuse('several-aliases', 'aliases');
  const lines: string[] = [];
  const parts = [
    renderTexts(signature),
    ...renderParameters(inputs, 'input'),
    ...renderParameters(outputs, 'output'),
    renderMeta(signature.meta ?? {}),
  ];
  for (const part of parts)
    if (part.kind === 'refused') return part;
    else lines.push(...part.lines);
  if (lines.length > MOST_HEADER_LINES) return refuse('too-many-lines');
  return { kind: 'rendered', lines, definition };
}

function renderTexts(signature: FunctionSignature): RenderedLines {
  const lines: string[] = [];
  for (const tag of ['name', 'friendlyName', 'description'] as const) {
    const value = signature[tag];
    if (value === undefined) continue;
    const line = renderTagLine(tag, value);
    if (line === undefined) return refuse('not-a-line', tag);
    lines.push(line);
  }
  for (const tag of ['tags', 'require'] as const) {
    const words = signature[tag] ?? [];
    if (words.length === 0) continue;
    const bad = words.findIndex(
      (word) => word === '' || word.includes(',') || word.trim() !== word,
    );
    if (bad >= 0) return refuse('read-differently', tag, bad);
    const line = renderTagLine(tag, words.join(', '));
    if (line === undefined) return refuse('not-a-line', tag);
    lines.push(line);
  }
  return { kind: 'lines', lines };
}

function renderParameters(
  parameters: FunctionSignature['inputs'],
  direction: 'input' | 'output',
): readonly RenderedLines[] {
  const seen = new Set<string>();
  return parameters.map((parameter, index) => {
    const isRepeated = seen.has(parameter.name);
    seen.add(parameter.name);
    if (isRepeated) return refuse('repeated-name', `${direction}s`, index, 'name');
    const rendered = renderParameterLine(parameter, direction);
    return rendered.kind === 'refused'
      ? { ...rendered, path: [`${direction}s`, index, ...rendered.path] }
      : rendered;
  });
}

function renderMeta(meta: Readonly<Record<string, string>>): RenderedLines {
  const lines: string[] = [];
  for (const [key, text] of Object.entries(meta)) {
    const rule = Object.hasOwn(TAGS, key) ? TAGS[key] : undefined;
    const isTag = rule && rule.value !== 'parameter' && !rule.field;
    const tag = isTag ? key : `meta.${key}`;
    if (!tagRule(tag) || renderTagLine(tag, 'x') === undefined)
      return refuse('not-a-tag', 'meta', key);
    for (const value of rule?.repeats && tag === key ? text.split('\n') : [text]) {
      const line = renderTagLine(tag, value);
      if (line === undefined) return refuse('not-a-line', 'meta', key);
      lines.push(line);
    }
  }
  return { kind: 'lines', lines };
}
