import type { Diagnostic } from '@celeriac/diagnostic';
import { expect, it } from 'vitest';
import { changesOver } from '../test/one-character/changes.ts';
import { parsePython } from './index.ts';

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

it('makes its diagnostic go away, whichever character of a header is wrong', () => {
  const countOf = (diagnostics: readonly Diagnostic[], code: string): number =>
    diagnostics.filter((told) => told.code === code).length;
  let fixes = 0;
  let count = 0;
  for (const { text } of changesOver('def analyse(**inputs):\n    return inputs\n')) {
    if (count++ % 5 !== 0) continue;
    const { diagnostics } = parsePython(text);
    for (const { code, fix } of diagnostics) {
      if (fix === undefined) continue;
      fixes++;
      let fixed = text;
      for (const { span, newText } of fix.edits.toSorted((a, b) => b.span.start - a.span.start))
        fixed = fixed.slice(0, span.start) + newText + fixed.slice(span.end);
      const after = parsePython(fixed).diagnostics;
      expect(countOf(after, code), `${fix.title} in ${text}`).toBeLessThan(
        countOf(diagnostics, code),
      );
    }
  }
  expect(fixes).toBeGreaterThan(500);
});

it.each([
  ['#input: int x {a: 1; b 2}', 1],
  ['#input: string s {category{ A}', 0],
  [`#input: int x {${'a; '.repeat(9)}}`, 0],
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
