import { describe, expect, it } from 'vitest';
import { parsePython } from './index.ts';
import { LONGEST_HEADER_LINE, LONGEST_TEXT, MOST_FUNCTIONS, MOST_HEADER_LINES } from './limits.ts';

const codesOf = (text: string) => {
  const { value, diagnostics } = parsePython(text);
  return { functions: value.functions, codes: new Set(diagnostics.map(({ code }) => code)) };
};

describe('limits', () => {
  it('leaves a text unread that is too long', () => {
    const { functions, codes } = codesOf('#name: a\ndef a(): pass\n'.padEnd(LONGEST_TEXT + 1));
    expect([functions.length, ...codes]).toEqual([0, 'limit-exceeded']);
  });

  it('ignores a header line that is too long, and reads the others', () => {
    const { functions, codes } = codesOf(
      `#name: a\n#input: string x = ${'x'.repeat(LONGEST_HEADER_LINE)}\n#input: int y\ndef a(y): pass\n`,
    );
    expect([...codes]).toEqual(['limit-exceeded']);
    expect(functions[0]?.signature.inputs.map(({ name }) => name)).toEqual(['y']);
  });

  it('ignores the lines of a header that has too many', () => {
    const { functions, codes } = codesOf(
      `${Array.from({ length: MOST_HEADER_LINES + 5 }, (_, index) => `#output: int x${index}\n`).join('')}def a(): return {}\n`,
    );
    expect([...codes]).toEqual(['limit-exceeded']);
    expect(functions[0]?.signature.outputs).toHaveLength(MOST_HEADER_LINES);
  });

  it('ignores functions beyond the most of a file', () => {
    const text = Array.from(
      { length: MOST_FUNCTIONS + 2 },
      (_, n) => `#name: a${n}\ndef a${n}():0\n`,
    );
    const { functions, codes } = codesOf(text.join(''));
    expect([...codes]).toEqual(['limit-exceeded']);
    expect(functions).toHaveLength(MOST_FUNCTIONS);
  });
});
