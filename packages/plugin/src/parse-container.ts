import type { Diagnosed } from '@celeriac/diagnostic';
import { getNodeValue, type Node } from 'jsonc-parser';
import { checkSchema, tellUnknownKey, type SchemaContext } from './check-schema.ts';
import { CONTAINER_KEYS } from './container-keys.ts';
import type { ContainerSettings } from './container-settings.ts';
import { membersOf, nodeSpan, parseJsonDocument } from './json-document.ts';
import { Report } from './report.ts';
import { toContainerSettings, type ContainerJson } from './to-container-settings.ts';
import type { ValueSchema } from './value-schema.ts';

/**
 * Reads the text of a `container.json` into settings with every default filled in.
 *
 * Comments are not allowed. Errors: `invalid-json`, `duplicate-key`, `unknown-key`, `wrong-type`,
 * `out-of-range`, `invalid-value`, `missing-key`; warning: `deprecated-key`. A key that is wrong
 * counts as left out, so that there is always a value.
 */
export function parseContainer(
  text: string,
  { file }: { readonly file: string },
): Diagnosed<ContainerSettings> {
  const report = new Report();
  const root = parseJsonDocument(text, file, report);
  const json = root ? checkKeys(root, { file, report }) : {};
  if (root === undefined && report.errorCount === 0)
    report.error('invalid-json', 'The file is empty; write {} or remove it.', { file });
  return { value: toContainerSettings(json), diagnostics: report.take() };
}

function checkKeys(root: Node, context: SchemaContext): ContainerJson {
  const { file, report } = context;
  if (root.type !== 'object') {
    const message = 'container.json must be an object: { "cpu": 1 }.';
    report.error('wrong-type', message, { file, span: nodeSpan(root) });
    return {};
  }
  const members = membersOf(root);
  const valid: Record<string, unknown> = {};
  for (const { key, keyNode, value } of members) {
    const schema: ValueSchema | undefined = Object.hasOwn(CONTAINER_KEYS, key)
      ? CONTAINER_KEYS[key as keyof typeof CONTAINER_KEYS]
      : undefined;
    if (!schema) tellUnknownKey(keyNode, Object.keys(CONTAINER_KEYS), context);
    else if (checkSchema(value, { schema, name: key }, context)) valid[key] = getNodeValue(value);
    if (key === 'environmentVars') tellDeprecated(keyNode, context);
  }
  checkPairs(valid, members, context);
  return valid;
}

function tellDeprecated(keyNode: Node, { file, report }: SchemaContext): void {
  const span = nodeSpan(keyNode);
  report.warning('deprecated-key', '"environmentVars" is an old name; call it "env".', {
    file,
    span,
    fix: { title: 'Change "environmentVars" to "env"', edits: [{ span, newText: '"env"' }] },
  });
}

function checkPairs(
  { env, environmentVars, replicas, timeout, softTimeout }: ContainerJson,
  members: ReturnType<typeof membersOf>,
  { file, report }: SchemaContext,
): void {
  const tell = (key: string, code: string, message: string): void => {
    const node = members.findLast((member) => member.key === key)?.keyNode;
    report.error(code, message, node ? { file, span: nodeSpan(node) } : { file });
  };
  if (env && environmentVars)
    tell('environmentVars', 'duplicate-key', 'Both "env" and its old name are there; merge them.');
  if (typeof replicas === 'object' && replicas.min > replicas.max)
    tell('replicas', 'out-of-range', `"replicas.min" (${replicas.min}) is above "replicas.max".`);
  if (timeout !== undefined && softTimeout !== undefined && softTimeout > timeout)
    tell('softTimeout', 'out-of-range', `"softTimeout" must not be above "timeout" (${timeout}).`);
}
