import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tryFixes } from '../test/fixes/try-fixes.ts';
import { changesOver } from '../test/one-character/changes.ts';
import { CORPUS, headedText, mutatedText } from '../test/support/arbitrary-text.ts';
import { checkPython, parsePython } from './index.ts';

const PARAMETERS = ['alpha', 'beta', 'gamma', 'delta'];
const CHOICES = Array.from({ length: 2 ** PARAMETERS.length }, (_, bits) =>
  PARAMETERS.filter((_name, index) => bits & (1 << index)),
);

it.each(CHOICES.map((given) => [given]))(
  'adds missing inputs in the order of the def, to a header with %s',
  (given) => {
    const lines = given.map((name) => `#input: dynamic ${name}\n`).join('');
    let text = `#name: f\n${lines}#output: int sum\ndef f(${PARAMETERS.join(', ')}):\n    return 1\n`;
    for (let left = PARAMETERS.length - given.length; left > 0; left--) {
      const { diagnostics } = parsePython(text);
      expect(diagnostics.map(({ code }) => code)).toEqual(
        Array(left).fill('parameter-without-input'),
      );
      const [edit] = diagnostics.at(-1)?.fix?.edits ?? [];
      if (!edit) throw new Error('there is no fix');
      text = text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
    }
    const { value, diagnostics } = parsePython(text);
    expect(diagnostics).toEqual([]);
    expect(value.functions[0]?.signature.inputs.map(({ name }) => name)).toEqual(PARAMETERS);
  },
);

// "test/fixes/main.ts" tries as many as it is told.
describe('a fix makes its diagnostic go away and brings no other', () => {
  it('whichever character of a header is wrong', () => {
    const changes = [...changesOver('def analyse(**inputs):\n    return inputs\n')];
    const texts = changes.filter((_, index) => index % 11 === 0).map(({ text }) => text);
    const { tried, failures } = tryFixes(texts);
    expect(failures).toEqual([]);
    expect(tried).toBeGreaterThan(300);
  });

  it('in files with many mistakes', () => {
    const { tried, failures } = tryFixes(CORPUS);
    expect(failures).toEqual([]);
    expect(tried).toBeGreaterThan(30);
  });

  it.each([
    ['headers that say anything', headedText, 150],
    ['files with a piece out of place', mutatedText, 20],
  ])('in %s', (_, made, numRuns) => {
    const { tried, failures } = tryFixes(fc.sample(made, { numRuns, seed: 5_417 }));
    expect(failures).toEqual([]);
    expect(tried).toBeGreaterThan(30);
  });
});

const fixesOf = (text: string): readonly string[] =>
  parsePython(text).diagnostics.flatMap(({ fix }) => fix?.title ?? []);

describe('a fix that brings out other mistakes', () => {
  it('mends those too, where they have fixes', () => {
    const text = '#name: f\n#inputs: num x\n#output: int y\ndef f(x=1): return x\n';
    const { diagnostics } = parsePython(text);
    expect(diagnostics.map(({ fix }) => fix)).toEqual([
      {
        title: 'Change "inputs" to "input", change "num" to "double"',
        edits: [{ span: { start: 15, end: 21 }, newText: ': double' }],
      },
    ]);
  });

  it.each([
    ['the line has no name', '#name: f\n#inputs: int\ndef f(): pass\n'],
    ['the type is nobody knows what', '#name: f\n#inputs: foobar x\ndef f(x=1): pass\n'],
    ['the def has no such parameter', '#name: f\n#inputs: int x\ndef f(): pass\n'],
    ['an option would say nonsense', '#name: f\n#input: int x {mine: z}\ndef f(x): pass\n'],
    [
      'another function has the name',
      '#name: add\ndef add(): pass\n\n#nmae: add\n#output: int y\ndef plus(): return 1\n',
    ],
  ])('is not offered where %s', (_, text) => {
    expect(fixesOf(text)).toEqual([]);
  });

  it('is offered where nothing stands against it', () => {
    const text = '#nmae: add\n#output: int y\ndef plus(): return 1\n';
    expect(fixesOf(text)).toEqual(['Change "nmae" to "name"']);
  });
});

it.each([
  ['def f(x)\n    return x\n', 1],
  ['if x\n    pass\n', 1],
  ['if x\npass\n', 0],
  ['def f(x) return x\n', 0],
])('adds a colon to %j only where a block follows', (text, expected) => {
  const told = checkPython(text).filter(({ code }) => code === 'missing-colon');
  expect(told).toHaveLength(1);
  expect(told.filter(({ fix }) => fix)).toHaveLength(expected);
});

it.each([
  ['#input: int x {a: 1; b 2}', 1],
  ['#input: string s {category{ A}', 0],
  [`#input: int x {${'a; '.repeat(9)}}`, 9],
])('offers to put a delimiter into %s where that helps', (line, expected) => {
  const { diagnostics } = parsePython(`#name: f\n${line}\ndef f(x=1, s=1): pass\n`);
  const missing = diagnostics.filter(({ code }) => code === 'missing-delimiter');
  expect(missing.length).toBeGreaterThan(0);
  expect(missing.filter(({ fix }) => fix !== undefined)).toHaveLength(expected);
});

it('offers no name that is none', () => {
  const { diagnostics } = parsePython('#name: f\n#input: int x\ndef f(0x, 1): pass\n');
  expect(diagnostics.flatMap(({ fix }) => fix?.edits ?? [])).toEqual([]);
});
