import fc from 'fast-check';
import { frames } from './frame-kinds.ts';
import { readAll } from './same-value.ts';

/** One type of value, how it is generated, and the function that gives it back. */
export interface ValueKind {
  readonly name: string;
  /** Function of the plugin in this folder. */
  readonly function: string;
  /** Made anew for each run, because generators of fast-check keep state. */
  readonly values: fc.Arbitrary<unknown>;
  /** How many values go in one call, as the elements of a list; 1 for a value that is an argument itself. */
  readonly perCall: number;
  /** Makes the arguments of a call. Default: `x` alone. */
  readonly toArguments?: (values: readonly unknown[]) => Readonly<Record<string, unknown>>;
  /** Takes the values out of what came back. Default: they are the result. */
  readonly fromResult?: (result: unknown) => readonly unknown[];
  /** Makes what is compared of a value that came back. */
  readonly read?: (value: unknown) => unknown;
  /** How many values one generated value counts for: the cells of a frame. Default: 1. */
  readonly count?: (value: unknown) => number;
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '\u0000',
    '\ufeff',
    '\u2028\u2029',
    '\ud83d\ude00',
    'NaN',
    '\\"',
    '\udbff\udfff',
  ),
);
const double = fc.oneof(
  fc.double(),
  fc.constantFrom(NaN, Infinity, -Infinity, -0, 5e-324, 1.7976931348623157e308, 0.1 + 0.2),
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => (value === 0 ? 0 : value)),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(text, fc.constantFrom('__proto__', 'part', 'constructor')),
      tie('value'),
      {
        maxKeys: 4,
        noNullPrototype: true,
      },
    ),
  ),
})).value;
const map = fc.dictionary(text, json, { maxKeys: 4, noNullPrototype: true });
const bytes = fc.uint8Array({ maxLength: 300 });
const fileName = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 40 })
  .filter((name) => !/[/\\\u0000-\u001f\u007f]/.test(name) && name !== '.' && name !== '..');
const listed = { perCall: 250 };

/** Every type that a call carries. */
export const valueKinds: readonly ValueKind[] = [
  {
    ...listed,
    name: 'int',
    function: 'ints',
    values: fc.oneof(
      fc.maxSafeInteger(),
      fc.constantFrom(0, 2 ** 53 - 1, -(2 ** 53 - 1), 2 ** 31, -(2 ** 31), 2 ** 32),
    ),
  },
  {
    ...listed,
    name: 'bigint',
    function: 'bigints',
    values: fc.oneof(
      fc.bigInt(),
      fc.bigInt({ min: -(2n ** 4000n), max: 2n ** 4000n }),
      fc.constantFrom(2n ** 53n + 1n, -(2n ** 63n), 2n ** 64n, 0n),
    ),
  },
  { ...listed, name: 'double', function: 'doubles', values: double },
  { ...listed, name: 'bool', function: 'bools', values: fc.boolean() },
  { ...listed, name: 'string', function: 'strings', values: text },
  { ...listed, name: 'string_list', function: 'string_lists', values: text },
  {
    ...listed,
    name: 'datetime',
    function: 'datetimes',
    values: fc.date({
      min: new Date('0001-01-01T00:00:00.000Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    }),
  },
  { ...listed, name: 'list', function: 'lists', values: fc.array(json, { maxLength: 5 }) },
  { ...listed, name: 'map', function: 'maps', values: map },
  { ...listed, name: 'object', function: 'objects', values: json },
  { ...listed, name: 'dynamic', function: 'dynamics', values: json },
  {
    ...listed,
    name: 'column and column_list',
    function: 'columns',
    values: text.map((name) => name.replaceAll('\0', '_')),
    toArguments: (names) => ({
      df: Object.fromEntries(names.map((name) => [name, [0]])),
      first: names[0],
      others: names,
    }),
    fromResult(result) {
      const { a, b } = result as { readonly a: unknown; readonly b: readonly unknown[] };
      return a === b[0] ? b : [a];
    },
  },
  { ...listed, name: 'blob', function: 'blobs', values: bytes },
  {
    ...listed,
    name: 'file',
    function: 'files',
    values: fc.record({ name: fileName, bytes }),
    read: readAll,
  },
  {
    ...listed,
    name: 'graphics',
    function: 'graphics',
    values: bytes.map((content) => ({
      mediaType: 'image/png',
      bytes: new Uint8Array([...PNG_BEGINNING, ...content]),
    })),
  },
  ...frames,
];

/** By which an image is known that a function gives as bytes. */
const PNG_BEGINNING = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
