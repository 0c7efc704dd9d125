import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { argumentsFor, signatureNamed } from '../../test/arbitrary-signature.ts';
import { decodeOutputs } from '../decode-outputs.ts';
import { encodeArguments } from '../encode-arguments.ts';
import type { FunctionSignature, Parameter } from '../function-signature.ts';
import type { ValueProblem } from '../value-problem.ts';
import type { JsonSchema } from './json-schema.ts';
import { toInputSchema, toOutputSchema } from './to-schema.ts';

// Strict: an unknown keyword, or one that does nothing for its type, is an error.
const ajv = new Ajv2020({
  strict: true,
  strictTypes: false,
  ownProperties: true,
  formats: { 'date-time': true },
});
const compile = (schema: JsonSchema): ValidateFunction => ajv.compile(schema);

const of = (input: Parameter): FunctionSignature => ({
  name: 'f',
  inputs: [input],
  outputs: [input],
});

test('the schema of a call', () => {
  const f: FunctionSignature = {
    name: 'resize',
    description: 'Resizes.',
    inputs: [
      {
        name: 'width',
        type: { name: 'int' },
        min: 1,
        description: 'In pixels',
        options: { caption: 'Width' },
      },
      {
        name: 'mode',
        type: { name: 'string' },
        choices: ['fit', 'fill'],
        default: 'fit',
        nullable: true,
      },
    ],
    outputs: [],
  };
  expect(toInputSchema(f)).toEqual({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'resize',
    description: 'Resizes.',
    type: 'object',
    properties: {
      width: {
        title: 'Width',
        description: 'In pixels',
        type: 'integer',
        minimum: 1,
        maximum: 9007199254740991,
      },
      mode: { default: 'fit', anyOf: [{ enum: ['fit', 'fill'] }, { type: 'null' }] },
    },
    required: ['width'],
    additionalProperties: false,
  });
  expect(toOutputSchema(f)).toMatchObject({ type: 'null' });
});

test.each<[Omit<Parameter, 'name'>, unknown[], unknown[]]>([
  [{ type: { name: 'int' } }, [0, -5, 9007199254740991], [1.5, '1', null, 9007199254740992, true]],
  [{ type: { name: 'bigint' } }, ['0', '-12', '9'.repeat(40)], [1, '1.5', '', 'x', null]],
  [{ type: { name: 'double' } }, [0.5, 'NaN', '-Infinity', '-0'], ['1', 'nan', null]],
  [{ type: { name: 'double' }, min: 0 }, [0, '-0', 'Infinity'], [-1, 'NaN', '-Infinity']],
  [{ type: { name: 'bool' } }, [true], ['true', 0]],
  [
    { type: { name: 'datetime' } },
    ['2024-01-01T00:00:00Z', '2024-01-01T00:00:00.5+02:00'],
    ['2024-01-01', 0],
  ],
  [{ type: { name: 'list', element: 'int' } }, [[], [1]], [[1, 'a'], [null], {}]],
  [{ type: { name: 'string_list' }, choices: ['a'] }, [[], ['a', 'a']], [['b'], 'a']],
  [{ type: { name: 'map' } }, [{}, { a: [1] }], [[], 'x', null]],
  [{ type: { name: 'dynamic' } }, [null, 1, [{}]], []],
  [{ type: { name: 'int' }, nullable: true, choices: [1] }, [null, 1], [2]],
  [
    { type: { name: 'dataframe' } },
    [{ part: 0 }, { blob: 'a/b', bytes: 5 }],
    [null, {}, 'x', { part: -1 }, { blob: 'a' }, { part: 0, blob: 'a', bytes: 1 }],
  ],
  [
    { type: { name: 'file' } },
    [{ part: 0, name: 'a', mediaType: 'text/csv' }],
    [{ part: 0 }, { part: 0, name: '', mediaType: 'text/csv' }],
  ],
  [{ type: { name: 'column_list' } }, [[], ['a']], ['a', [1]]],
  [{ type: { name: 'int' }, choices: [5], max: 1 }, [], [5, 1]],
])('%j', (facts, taken, refused) => {
  const validate = compile(toInputSchema(of({ name: 'x', ...facts })));
  for (const x of taken) expect([x, validate({ x })]).toEqual([x, true]);
  for (const x of refused) expect([x, validate({ x })]).toEqual([x, false]);
});

test('limits are of arguments, not of results, which are each there', () => {
  const x: Parameter = { name: 'x', type: { name: 'int' }, choices: [1], max: 1, optional: true };
  const f: FunctionSignature = { name: 'f', inputs: [], outputs: [x, { ...x, name: 'y' }] };
  const validate = compile(toOutputSchema(f));
  expect([validate({ x: 1, y: 2 }), validate({ x: 1 })]).toEqual([true, false]);
});

/** What encodeArguments refuses and a schema cannot: see `toInputSchema`. */
const UNSAYABLE = new Set(['lone-surrogate', 'invalid-datetime', 'cycle', 'too-deep', 'not-json']);

/** A value as it would travel if nothing were checked, in the form that its kind has on the wire. */
function toNaiveWire(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid' : value.toISOString();
  if (Array.isArray(value)) return value.map(toNaiveWire);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toNaiveWire(part)]));
}

const TEXT_FORMS: ReadonlySet<string> = new Set([
  ...['bigint', 'double', 'datetime'],
  ...['string', 'string_list', 'column', 'column_list'],
]);

/**
 * The deliberate differences: a caller may not pass text for a bigint, a double or a datetime, yet
 * text is their form on the wire; and what is text on the wire fits a string. The range of a bigint
 * is one that no schema can say.
 */
function isDeliberate(
  { inputs }: FunctionSignature,
  { code, parameter, actual }: ValueProblem,
): boolean {
  if (UNSAYABLE.has(code)) return true;
  const type = inputs.find(({ name }) => name === parameter)?.type;
  const isText = /^(string|bigint|Date|number (NaN|-?Infinity)|an invalid)/.test(actual);
  if (code === 'wrong-type') return isText && TEXT_FORMS.has(type?.element ?? type?.name ?? '');
  return type?.name === 'bigint' && (code === 'below-min' || code === 'above-max');
}

const isGiven = (args: Readonly<Record<string, unknown>>, name: string): boolean =>
  Object.hasOwn(args, name) && args[name] !== undefined;

const calls = signatureNamed('f').chain((f) =>
  fc.tuple(fc.constant(f), argumentsFor(f.inputs.map(({ name }) => name))),
);

test('takes what encodeArguments makes, and refuses what it refuses', { timeout: 60_000 }, () => {
  const counts = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(calls, ([f, args]) => {
      const validate = compile(toInputSchema(f));
      const { value, problems } = encodeArguments(f, args);
      if (problems.length === 0) {
        counts.taken += 1;
        // A header's own default is sent as it is, even where it breaks a limit of the same line.
        const given = Object.entries(value).filter(([name]) => isGiven(args, name));
        const wire = Object.fromEntries(given) as object;
        expect([validate(wire), validate.errors]).toEqual([true, null]);
      } else if (!problems.every((problem) => isDeliberate(f, problem))) {
        counts.refused += 1;
        const given = Object.entries(args).filter(([, part]) => part !== undefined);
        const wire = Object.fromEntries(given.map(([name, part]) => [name, toNaiveWire(part)]));
        expect([validate(wire), problems]).toEqual([false, problems]);
      }
      ajv.removeSchema();
    }),
    { numRuns: 300 },
  );
  expect(Math.min(counts.taken, counts.refused)).toBeGreaterThan(20);
});

test(
  'the schema of a result takes what decodeOutputs reads, and nothing else',
  { timeout: 60_000 },
  () => {
    const results = signatureNamed('f').chain((f) => {
      const names = f.outputs.map(({ name }) => name);
      return fc.tuple(
        fc.constant(f),
        argumentsFor(names).map((parts) => toNaiveWire(parts) as Record<string, unknown>),
      );
    });
    fc.assert(
      fc.property(results, ([f, parts]) => {
        const [first, ...others] = f.outputs;
        if (first === undefined) return;
        const validate = compile(toOutputSchema(f));
        const lone = Object.hasOwn(parts, first.name) ? parts[first.name] : undefined;
        const answer = others.length > 0 ? parts : (lone ?? null);
        const wire = JSON.parse(JSON.stringify(answer)) as unknown;
        const { problems } = decodeOutputs(f, wire);
        if (problems.some(({ code }) => UNSAYABLE.has(code))) return;
        expect([validate(wire), problems]).toEqual([problems.length === 0, problems]);
        ajv.removeSchema();
      }),
      { numRuns: 300 },
    );
  },
);
