import type { FunctionSignature } from '@celeriac/signature';
import { isIdentifier } from '../python/characters.ts';
import { addOwn } from './add-own.ts';
import type { HeaderContent } from './read-header.ts';

/**
 * Makes the signature of a header over a `def` of the given name.
 *
 * A `name` that is an identifier is the call name, and the `def` an alias of it; any other `name`
 * is the friendly name, and the `def` names the function.
 */
export function toSignature(content: HeaderContent, definition: string): FunctionSignature {
  const { inputs, outputs, fields } = content;
  const written = fields.name?.text;
  const name = written !== undefined && isIdentifier(written) ? written : definition;
  const friendlyName = fields.friendlyName?.text ?? (written === name ? undefined : written);
  const description = fields.description?.text;
  const tags = splitList(fields.tags?.text);
  const require = splitList(fields.require?.text);
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
  if (require.length > 0) signature.require = require;
  if (content.meta.size > 0) signature.meta = toMeta(content.meta);
  return signature;
}

function isAlias(definition: string, name: string): boolean {
  return (
    definition !== '' && definition !== name && definition.toLowerCase() !== name.toLowerCase()
  );
}

function toMeta(texts: HeaderContent['meta']): Readonly<Record<string, string>> {
  const meta: Record<string, string> = {};
  texts.forEach(({ text }, key) => {
    addOwn(meta, key, text);
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
