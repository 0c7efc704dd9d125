import type { Diagnostic } from '@celeriac/diagnostic';
import { describeValue } from './describe-value.ts';
import { isPlainObject } from './json-value.ts';
import { isTypeName } from './value-type.ts';

/** What a check found at a path; a member that this version does not know is no mistake. */
interface Finding {
  readonly kind: 'wrong' | 'unknown';
  readonly message: string;
}

/** A check of one JSON value. */
type Check = (value: unknown, path: string) => readonly Finding[];

const wrong = (path: string, expected: string, value: unknown): Finding => ({
  kind: 'wrong',
  message: `${path}: expected ${expected}, got ${describeValue(value)}.`,
});

const expect =
  (expected: string, fits: (value: unknown) => boolean): Check =>
  (value, path) =>
    fits(value) ? [] : [wrong(path, expected, value)];

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
      : [wrong(path, 'a list', value)];

const texts: Check = (value, path) =>
  isPlainObject(value)
    ? Object.entries(value).flatMap(([key, member]) => text(member, `${path}.${key}`))
    : [wrong(path, 'an object', value)];

const object =
  (required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>>): Check =>
  (value, path) => {
    if (!isPlainObject(value)) return [wrong(path, 'an object', value)];
    const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
    return [
      ...Object.entries(required).flatMap(([key, check]) => check(value[key], at(key))),
      ...Object.entries(optional)
        .filter(([key]) => Object.hasOwn(value, key))
        .flatMap(([key, check]) => check(value[key], at(key))),
      ...Object.keys(value)
        .filter((key) => !Object.hasOwn(required, key) && !Object.hasOwn(optional, key))
        .map((key): Finding => ({ kind: 'unknown', message: at(key) })),
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
  {
    aliases: listOf(name),
    friendlyName: text,
    description: text,
    tags: listOf(text),
    require: listOf(text),
    meta: texts,
  },
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
  { $schema: text, manifestVersion: anything },
);

/** Everything that keeps a JSON value from being a manifest, and what of it nobody here knows. */
export function checkManifest(json: unknown, version: number): readonly Diagnostic[] {
  if (isPlainObject(json) && json.manifestVersion !== version)
    return [
      {
        code: 'unknown-manifest-version',
        severity: 'error',
        message: `The manifest is of version ${describeValue(json.manifestVersion)}, but only ${version} can be read; deploy the plugin again.`,
      },
    ];
  return manifest(json, '').map(({ kind, message }) =>
    kind === 'wrong'
      ? {
          code: 'invalid-manifest',
          severity: 'error',
          message: `The manifest cannot be used: ${message.replace(/^: /, '')}`,
        }
      : {
          code: 'unknown-manifest-member',
          severity: 'hint',
          message: `The manifest says "${message}", which this version does not know; a later one wrote it.`,
        },
  );
}
