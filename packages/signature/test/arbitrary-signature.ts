import fc from 'fast-check';
import {
  type FunctionSignature,
  type JsonValue,
  type Parameter,
  TYPE_NAMES,
  type ValueType,
} from '@celeriac/signature';

const NAMES = ['x', 'y', 'items', 'a b', 'é', 'constructor', 'class', 'It"s', '*/', '\\'];

/** Any type. */
const valueType: fc.Arbitrary<ValueType> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TYPE_NAMES).map((name) => ({ name })) },
  fc.constantFrom(...TYPE_NAMES).map((element) => ({ name: 'list' as const, element })),
);

/** A wire value that a header could give as a default; it need not fit any type. */
const wireDefault: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue[]>(
  0,
  1,
  2.5,
  '1',
  'a',
  true,
  null,
  [],
  [1],
  { a: 1 },
  'NaN',
  '2024-01-01T00:00:00Z',
);

/** An input or output with any of the facts that a header can give. */
function parameter(name: string): fc.Arbitrary<Parameter> {
  return fc.record(
    {
      name: fc.constant(name),
      type: valueType,
      default: wireDefault,
      nullable: fc.boolean(),
      optional: fc.boolean(),
      choices: fc.array(
        fc.constantFrom<(string | number)[]>(
          0,
          1,
          2,
          3.5,
          -1,
          '1',
          'a',
          'true',
          'NaN',
          'b"\\`${',
          '2024-01-01T00:00:00Z',
        ),
        { maxLength: 4 },
      ),
      min: fc.constantFrom(-1, 0, 0.5, 1, -1e300),
      max: fc.constantFrom(0, 1, 2.5, 10),
      description: fc.string({ unit: 'binary', maxLength: 12 }),
    },
    { requiredKeys: ['name', 'type'] },
  );
}

function parameters(maxLength: number): fc.Arbitrary<readonly Parameter[]> {
  return fc
    .uniqueArray(fc.constantFrom(...NAMES), { maxLength })
    .chain((names) => fc.tuple(...names.map(parameter)));
}

/** A function of that name. */
export function signatureNamed(name: string): fc.Arbitrary<FunctionSignature> {
  return fc.record(
    {
      name: fc.constant(name),
      aliases: fc.uniqueArray(fc.constantFrom('p', 'Q', 'r', 'F', 'g'), { maxLength: 3 }),
      description: fc.string({ unit: 'binary', maxLength: 12 }),
      inputs: parameters(3),
      outputs: parameters(3),
    },
    { requiredKeys: ['name', 'inputs', 'outputs'] },
  );
}

/** The functions of an app: their names differ, their aliases may clash. */
export const functions: fc.Arbitrary<readonly FunctionSignature[]> = fc
  .uniqueArray(fc.constantFrom('f', 'g', 'H', 'i'), { maxLength: 3 })
  .chain((names) => fc.tuple(...names.map(signatureNamed)));

/** Arguments as callers give them, some right by chance, some never; `names` are those of inputs. */
export function argumentsFor(names: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
  const number = fc.constantFrom(0, -0, 1, 2, 3.5, -1, 2 ** 53, NaN, Infinity, -Infinity);
  const scalar = fc.oneof(
    number,
    fc.constantFrom<unknown[]>('a', '1', 'true', 'NaN', '2024-01-01T00:00:00Z', 'b"\\`${', ''),
    fc.constantFrom<unknown[]>(null, undefined, true, false, 1n, 0n, -1n, 10n ** 20n),
    fc.constantFrom(new Date('2024-01-01T00:00:00Z'), new Date(0), new Date(NaN)),
  );
  const value = fc.oneof(
    { weight: 4, arbitrary: scalar },
    fc.array(scalar, { maxLength: 2 }),
    fc.record({ a: scalar }),
  );
  const entry = fc.tuple(fc.constantFrom(...names, 'unknown'), value);
  return fc.array(entry, { maxLength: 4 }).map((entries) => Object.fromEntries(entries));
}
