import type { Diagnostic } from '@celeriac/diagnostic';
import { describeValue } from './describe-value.ts';
import { isPlainObject } from './json-value.ts';
import { isTypeName } from './value-type.ts';

/** A check of one JSON value: what was expected where it does not fit. */
type Check = (value: unknown, path: string) => readonly string[];

const expect =
  (expected: string, fits: (value: unknown) => boolean): Check =>
  (value, path) =>
    fits(value) ? [] : [`${path}: expected ${expected}, got ${describeValue(value)}.`];

const text = expect('a string', (value) => typeof value === 'string');
const name = expect('a name', (value) => typeof value === 'string' && value !== '');
const number = expect('a number', (value) => typeof value === 'number');
const flag = expect('true or false', (value) => typeof value === 'boolean');
const typeName = expect('a type name', isTypeName);
const anything: Check = () => [];
const choice = expect(
  'a string or a number',
  (value) => typeof value === 'string' || typeof value === 'number',
);

const listOf =
  (check: Check): Check =>
  (value, path) =>
    Array.isArray(value)
      ? value.flatMap((element, index) => check(element, `${path}[${index}]`))
      : [`${path}: expected a list, got ${describeValue(value)}.`];

const texts: Check = (value, path) =>
  isPlainObject(value)
    ? Object.entries(value).flatMap(([key, member]) => text(member, `${path}.${key}`))
    : [`${path}: expected an object, got ${describeValue(value)}.`];

const object =
  (required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>>): Check =>
  (value, path) => {
    if (!isPlainObject(value)) return [`${path}: expected an object, got ${describeValue(value)}.`];
    const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
    return [
      ...Object.entries(required).flatMap(([key, check]) => check(value[key], at(key))),
      ...Object.entries(optional)
        .filter(([key]) => Object.hasOwn(value, key))
        .flatMap(([key, check]) => check(value[key], at(key))),
    ];
  };

const parameter = object(
  { name, type: object({ name: typeName }, { element: typeName }) },
  {
    default: anything,
    nullable: flag,
    optional: flag,
    description: text,
    choices: listOf(choice),
    min: number,
    max: number,
    options: texts,
  },
);

const signature = object(
  { name, inputs: listOf(parameter), outputs: listOf(parameter) },
  { aliases: listOf(name), friendlyName: text, description: text, tags: listOf(text), meta: texts },
);

const manifest = object(
  {
    plugin: name,
    app: name,
    contract: expect(
      '16 hexadecimal digits',
      (value) => typeof value === 'string' && /^[0-9a-f]{16}$/.test(value),
    ),
    functions: listOf(signature),
  },
  {},
);

/** Everything that keeps a JSON value from being a manifest of the given version. */
export function checkManifest(json: unknown, version: number): readonly Diagnostic[] {
  if (isPlainObject(json) && json.manifestVersion !== version)
    return [
      {
        code: 'unknown-manifest-version',
        severity: 'error',
        message: `The manifest is of version ${describeValue(json.manifestVersion)}, but only ${version} can be read; deploy the plugin again.`,
      },
    ];
  return manifest(json, '').map((message) => ({
    code: 'invalid-manifest',
    severity: 'error' as const,
    message: `The manifest cannot be used: ${message.replace(/^: /, '')}`,
  }));
}
