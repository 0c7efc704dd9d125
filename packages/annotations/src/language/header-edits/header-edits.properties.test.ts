import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePython } from '../../index.ts';
import {
  applyTextEdits,
  planFormatting,
  planHeader,
  planHeaderSync,
  planRename,
  toRenameTarget,
  type Position,
} from '../index.ts';

const signatures = (source: string) =>
  parsePython(source).value.functions.map(({ signature }) => signature);

const name = fc.constantFrom(
  'alpha',
  'beta',
  'gamma',
  'delta',
  'größe',
  'x',
  'y1',
  'alpa',
  'betta',
);
const hint = fc.constantFrom(
  ...[
    '',
    'int',
    'float',
    'str',
    'bool',
    'list[str]',
    'dict',
    'Optional[int]',
    'str | None',
    'bytes',
  ],
  ...[
    'Literal["a", "b"]',
    'pd.DataFrame',
    'datetime',
    '"int"',
    'Any',
    'list[list[int]]',
    'tuple[int, str]',
  ],
);
const initial = fc.oneof(
  fc.constantFrom(
    '',
    '1',
    '-2.5',
    '1e3',
    'True',
    'None',
    '[]',
    '[1, "a"]',
    '{"a": 1}',
    '{}',
    'f(1)',
    'b"x"',
    '10**3',
  ),
  fc.integer().map(String),
  fc.double().map(String),
  fc.string().map((content) => JSON.stringify(content)),
  fc.string({ unit: 'binary' }).map((content) => JSON.stringify(content)),
);
const parameter = fc.record({ name, hint, initial }).map((part) => {
  const typed = part.hint === '' ? part.name : `${part.name}: ${part.hint}`;
  return { ...part, code: part.initial === '' ? typed : `${typed} = ${part.initial}` };
});
// Behind a star, parameters with and without defaults may stand in any order.
const parameters = fc.uniqueArray(parameter, { selector: (part) => part.name, maxLength: 6 });
const definition = fc.record({ parameters, hint }).map((def) => ({
  ...def,
  code: `def f(*, ${def.parameters.map(({ code }) => code).join(', ')})${def.hint === '' ? '' : ` -> ${def.hint}`}:\n    return alpha + g(beta=1)\n`.replace(
    '(*, )',
    '()',
  ),
}));

describe('a header written from a def', () => {
  it('parses without a word, with the parameters of the def', () => {
    fc.assert(
      fc.property(definition, ({ code, parameters: given }) => {
        const written = applyTextEdits(code, planHeader(code, { line: 0, character: 0 }));
        const { value, diagnostics } = parsePython(written);
        expect(diagnostics).toEqual([]);
        const inputs = value.functions[0]?.signature.inputs ?? [];
        expect(inputs.map((input) => input.name)).toEqual(given.map((part) => part.name));
        expect(inputs.map(({ optional }) => optional ?? false)).toEqual(
          given.map((part) => part.initial !== ''),
        );
        const place = { line: written.split('\n').length - 2, character: 0 };
        expect(planHeaderSync(written, place)).toEqual([]);
        expect(planHeader(written, place)).toEqual([]);
        expect(planFormatting(written)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});

const AGAINST_DEFINITION = [
  'input-not-in-definition',
  'parameter-without-input',
  'input-not-passed-by-name',
  'optional-without-default',
  'parameter-order',
];
const input = fc
  .tuple(name, fc.constantFrom('', ' = 1', ' {optional: true}', ' [Some]', '  {min: 1}'))
  .map(([declared, rest]) => `#input: int ${declared}${rest}\n`);
const header = fc
  .array(
    fc.oneof(
      input,
      fc.constantFrom(
        '#name: f\n',
        '#output: int o\n',
        '# prose\n',
        '@deco\n',
        '#tags: a\n',
        ' #author: x\n',
      ),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((lines) => lines.join(''));

describe('a synced header', () => {
  it('fits its def, and syncs to itself', () => {
    fc.assert(
      fc.property(header, definition, (lines, { code }) => {
        const place = (source: string): Position => ({
          line: source.slice(0, source.lastIndexOf('def f(')).split('\n').length - 1,
          character: 0,
        });
        const source = lines + code;
        const synced = applyTextEdits(source, planHeaderSync(source, place(source)));
        const { value, diagnostics } = parsePython(synced);
        expect(diagnostics.filter((told) => AGAINST_DEFINITION.includes(told.code))).toEqual([]);
        expect(value.functions).toHaveLength(parsePython(source).value.functions.length);
        expect(planHeaderSync(synced, place(synced))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a rename', () => {
  it('leaves diagnostics and all but the name as they are, and goes back', () => {
    fc.assert(
      fc.property(definition, fc.nat(), ({ code, parameters: given }, choice) => {
        const part = given[choice % Math.max(given.length, 1)];
        if (!part) return;
        const written = applyTextEdits(code, planHeader(code, { line: 0, character: 0 }));
        const line = written.split('\n').findIndex((other) => other.startsWith('def f('));
        const character = written.split('\n')[line]?.indexOf(`${part.name}`) ?? 0;
        const target = toRenameTarget(written, { line, character });
        if (!target) return;
        const renamed = planRename(written, target.range.start, 'renamed');
        if (renamed.kind !== 'renamed') throw new Error(renamed.reason);
        const result = applyTextEdits(written, renamed.edits);
        expect(parsePython(result).diagnostics.map((told) => told.code)).toEqual([]);
        const names = signatures(result)[0]?.inputs.map((declared) => declared.name);
        expect(names).toEqual(
          given.map((other) => (other.name === target.placeholder ? 'renamed' : other.name)),
        );
        const back = planRename(result, target.range.start, target.placeholder);
        if (back.kind !== 'renamed') throw new Error(back.reason);
        expect(applyTextEdits(result, back.edits)).toBe(written);
      }),
      { numRuns: 300 },
    );
  });
});
