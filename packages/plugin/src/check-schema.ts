import { findNearest } from '@celeriac/diagnostic';
import type { Node } from 'jsonc-parser';
import { membersOf, nodeSpan } from './json-document.ts';
import type { Report } from './report.ts';
import { describeSchema, type ValueSchema } from './value-schema.ts';

/** Where the values being checked stand, and who is told. */
export interface SchemaContext {
  readonly file: string;
  readonly report: Report;
}

/**
 * Checks a JSON node against a schema; whether it holds.
 *
 * Tells `wrong-type`, `out-of-range` and `invalid-value` at the value, `unknown-key` (with the
 * nearest key as its fix) at the key, `missing-key` at the object. `name` is how messages call it.
 */
export function checkSchema(
  node: Node,
  { schema, name }: { schema: ValueSchema; name: string },
  context: SchemaContext,
): boolean {
  const wrong = (code: string): false => {
    const message = `"${name}" must be ${describeSchema(schema)}, not ${describeNode(node)}.`;
    context.report.error(code, message, { file: context.file, span: nodeSpan(node) });
    return false;
  };
  if ('anyOf' in schema) {
    const fitting = schema.anyOf.find((option) => hasType(node, option));
    return fitting ? checkSchema(node, { schema: fitting, name }, context) : wrong('wrong-type');
  }
  if (!hasType(node, schema)) return wrong('wrong-type');
  if ('enum' in schema) return schema.enum.includes(String(node.value)) || wrong('invalid-value');
  switch (schema.type) {
    case 'number':
    case 'integer':
      return inRange(Number(node.value), schema) || wrong('out-of-range');
    case 'string':
      return (
        new RegExp(schema.pattern ?? '', 'u').test(String(node.value)) || wrong('invalid-value')
      );
    case 'array':
      return (node.children ?? [])
        .map((item, index) =>
          checkSchema(item, { schema: schema.items, name: `${name}[${index}]` }, context),
        )
        .every(Boolean);
    case 'object':
      return checkObject(node, { schema, name }, context);
    default:
      return true;
  }
}

type ObjectSchema = Extract<ValueSchema, { type: 'object' }>;

function checkObject(
  node: Node,
  { schema, name }: { schema: ObjectSchema; name: string },
  context: SchemaContext,
): boolean {
  const members = membersOf(node);
  const checks = members.map(({ key, keyNode, value }) => {
    if (!('properties' in schema)) {
      const named = checkSchema(keyNode, { schema: schema.propertyNames, name: key }, context);
      const inside = { schema: schema.additionalProperties, name: `${name}.${key}` };
      return checkSchema(value, inside, context) && named;
    }
    const known = Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    if (known) return checkSchema(value, { schema: known, name: `${name}.${key}` }, context);
    return tellUnknownKey(keyNode, Object.keys(schema.properties), context);
  });
  const missing =
    'properties' in schema
      ? (schema.required ?? []).filter((key) => !members.some((member) => member.key === key))
      : [];
  for (const key of missing)
    context.report.error('missing-key', `"${name}" needs the key "${key}".`, {
      file: context.file,
      span: nodeSpan(node),
    });
  return checks.every(Boolean) && missing.length === 0;
}

/** Tells a key that is none of the known ones, with the nearest as its fix. */
export function tellUnknownKey(
  keyNode: Node,
  known: readonly string[],
  { file, report }: SchemaContext,
): false {
  const span = nodeSpan(keyNode);
  const nearest = findNearest(String(keyNode.value), known, 3);
  const hint =
    nearest === undefined ? `Known keys: ${known.join(', ')}.` : `Did you mean "${nearest}"?`;
  report.error('unknown-key', `There is no key "${keyNode.value}". ${hint}`, {
    file,
    span,
    ...(nearest === undefined
      ? {}
      : {
          fix: {
            title: `Change "${keyNode.value}" to "${nearest}"`,
            edits: [{ span, newText: JSON.stringify(nearest) }],
          },
        }),
  });
  return false;
}

function hasType(node: Node, schema: ValueSchema): boolean {
  if ('anyOf' in schema) return schema.anyOf.some((option) => hasType(node, option));
  if ('enum' in schema) return node.type === 'string';
  if (schema.type === 'integer') return node.type === 'number' && Number.isInteger(node.value);
  return node.type === schema.type;
}

function inRange(
  value: number,
  limits: { minimum?: number; exclusiveMinimum?: number; maximum?: number },
): boolean {
  const { minimum, exclusiveMinimum, maximum = Number.MAX_SAFE_INTEGER } = limits;
  if (minimum !== undefined && value < minimum) return false;
  return value <= maximum && (exclusiveMinimum === undefined || value > exclusiveMinimum);
}

function describeNode(node: Node): string {
  if (node.type === 'array') return 'a list';
  if (node.type === 'object') return 'an object';
  return JSON.stringify(node.value);
}
