import type { FunctionSignature } from '@celeriac/signature';
import { isIdentifier } from '../python/characters.ts';
import { addOwn } from './add-own.ts';
import type { HeaderContent } from './read-header.ts';

const OWN_FIELDS = new Set(['name', 'friendlyName', 'description', 'tags']);

/**
 * Makes the signature of a header over a `def` of the given name.
 *
 * A `name` that is an identifier is the call name, and the `def` an alias of it; any other `name`
 * is the friendly name, and the `def` names the function.
 */
export function toSignature(content: HeaderContent, definition: string): FunctionSignature {
  const { inputs, outputs, texts } = content;
  const written = texts.get('name')?.text;
  const name = written !== undefined && isIdentifier(written) ? written : definition;
  const friendlyName = texts.get('friendlyName')?.text ?? (written === name ? undefined : written);
  const description = texts.get('description')?.text;
  const tags = splitList(texts.get('tags')?.text);
  const meta = toMeta(texts);
  // Spreads would cost more than all the rest.
  const signature: { -readonly [Key in keyof FunctionSignature]: FunctionSignature[Key] } = {
    name,
    inputs: inputs.map(({ parameter }) => parameter),
    outputs: outputs.map(({ parameter }) => parameter),
  };
  if (isAlias(definition, name)) signature.aliases = [definition];
  if (friendlyName !== undefined) signature.friendlyName = friendlyName;
  if (description !== undefined) signature.description = description;
  if (tags.length > 0) signature.tags = tags;
  if (meta) signature.meta = meta;
  return signature;
}

function isAlias(definition: string, name: string): boolean {
  return (
    definition !== '' && definition !== name && definition.toLowerCase() !== name.toLowerCase()
  );
}

function toMeta(texts: HeaderContent['texts']): FunctionSignature['meta'] {
  let meta: Record<string, string> | undefined;
  texts.forEach(({ text }, key) => {
    if (!OWN_FIELDS.has(key)) addOwn((meta ??= {}), key, text);
  });
  return meta;
}

function splitList(text = ''): string[] {
  if (text === '') return [];
  if (!text.includes(',')) return [text];
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
