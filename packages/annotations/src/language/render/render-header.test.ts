import type { FunctionSignature, Parameter } from '@celeriac/signature';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expressibleSignature } from '../../../test/support/arbitrary-signature.ts';
import { parsePython } from '../../index.ts';
import { renderHeader } from '../index.ts';

/** The signature that a header over a `def` of that name is parsed to. */
function parse(lines: readonly string[], definition: string): FunctionSignature | undefined {
  const text = `${lines.join('\n')}\ndef ${definition}(**inputs):\n    return inputs\n`;
  const { value, diagnostics } = parsePython(text);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  expect([text, errors]).toEqual([text, []]);
  return value.functions[0]?.signature;
}

function roundTrip(signature: FunctionSignature): FunctionSignature | undefined {
  const rendered = renderHeader(signature);
  if (rendered.kind === 'refused') throw new Error(JSON.stringify([rendered, signature]));
  return parse(rendered.lines, rendered.definition);
}

/** What options state beside the facts they stand for is text of their own. */
function withoutStated(signature: FunctionSignature | undefined): unknown {
  const strip = ({ options = {}, ...rest }: Parameter): unknown => {
    const { nullable: _n, optional: _o, choices: _c, min: _i, max: _a, ...other } = options;
    return { ...rest, options: other };
  };
  return {
    ...signature,
    inputs: signature?.inputs.map(strip),
    outputs: signature?.outputs.map(strip),
  };
}

describe('a header written from a signature', () => {
  it('is parsed to the same signature', () => {
    fc.assert(
      fc.property(expressibleSignature, (signature) => {
        const read = roundTrip(signature);
        expect(withoutStated(read)).toEqual(withoutStated(signature));
        expect(read && roundTrip(read)).toEqual(read);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never says anything else, whatever its texts are', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom('x', 'a\nb', ' a', '] [', '}', ';', 'a: b', 'ﬁ', 'class', 'é', '1', '"'),
    );
    const facts = fc.record(
      {
        default: fc.oneof(text, fc.integer(), fc.constantFrom(null, true, [], { a: '}' })),
        description: text,
        optional: fc.boolean(),
        nullable: fc.boolean(),
        min: fc.constantFrom(1, NaN, Infinity),
        choices: fc.array(fc.oneof(text, fc.integer()), { maxLength: 2 }),
        options: fc.dictionary(text, text, { maxKeys: 2 }).map((options) => ({ ...options })),
      },
      { requiredKeys: [] },
    );
    const type = fc.constantFrom('int', 'string', 'dynamic', 'list', 'file', 'double');
    const parameter = fc
      .tuple(text, type, facts)
      .map(([name, named, rest]) => ({ name, type: { name: named }, ...rest }));
    const signature = fc.record(
      {
        name: fc.oneof(fc.constant('f'), text),
        aliases: fc.array(text, { maxLength: 2 }),
        friendlyName: text,
        tags: fc.array(text, { maxLength: 2 }),
        require: fc.array(text, { maxLength: 2 }),
        inputs: fc.array(parameter, { maxLength: 2 }),
        outputs: fc.array(parameter, { maxLength: 1 }),
        meta: fc.dictionary(text, text, { maxKeys: 2 }).map((meta) => ({ ...meta })),
      },
      { requiredKeys: ['name', 'inputs', 'outputs'] },
    );
    fc.assert(
      fc.property(signature, (given) => {
        const rendered = renderHeader(given);
        if (rendered.kind === 'refused') return;
        const read = parse(rendered.lines, rendered.definition);
        const { tags = [], require = [], aliases = [], meta = {}, ...rest } = given;
        const expected = {
          ...rest,
          ...(tags.length > 0 && { tags }),
          ...(require.length > 0 && { require }),
          ...(aliases.length > 0 && { aliases }),
          ...(Object.keys(meta).length > 0 && { meta }),
        };
        expect(withoutStated(read)).toEqual(withoutStated(expected));
      }),
      { numRuns: 1_500 },
    );
  });

  it.each<[string, Partial<FunctionSignature>, readonly (string | number)[]]>([
    ['not-a-name', { name: 'a b' }, ['name']],
    ['not-a-name', { name: 'class' }, ['name']],
    ['not-a-name', { aliases: ['ﬁ'] }, ['aliases', 0]],
    ['several-aliases', { aliases: ['g', 'h'] }, ['aliases']],
    ['not-a-line', { description: 'two\nlines' }, ['description']],
    ['not-a-tag', { meta: { 'a b': '1' } }, ['meta', 'a b']],
    ['not-a-line', { require: ['a\nb'] }, ['require']],
    ['not-a-line', { meta: { a: ' 1' } }, ['meta', 'a']],
    ['read-differently', { tags: ['a', 'b, c'] }, ['tags', 1]],
    ['read-differently', { require: [' a'] }, ['require', 0]],
    [
      'repeated-name',
      { inputs: Array(2).fill({ name: 'x', type: { name: 'int' } }) as Parameter[] },
      ['inputs', 1, 'name'],
    ],
    [
      'read-differently',
      { inputs: [{ name: 'x', type: { name: 'int' }, default: 'a', optional: true }] },
      ['inputs', 0, 'default'],
    ],
    [
      'read-differently',
      { outputs: [{ name: 'x', type: { name: 'int' }, description: 'a ] b' }] },
      ['outputs', 0, 'description'],
    ],
    [
      'read-differently',
      { inputs: [{ name: 'x', type: { name: 'int' }, options: { caption: 'a; b: c' } }] },
      ['inputs', 0, 'options', 'caption'],
    ],
    [
      'too-many-lines',
      {
        inputs: Array.from({ length: 2_000 }, (_, i) => ({ name: `x${i}`, type: { name: 'int' } })),
      },
      [],
    ],
  ])('is refused as %s where it cannot say %j', (reason, facts, path) => {
    const rendered = renderHeader({ name: 'f', inputs: [], outputs: [], ...facts });
    expect(rendered).toEqual({ kind: 'refused', reason, path });
  });
});
