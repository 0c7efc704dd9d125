import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lexPieces } from './lex-parameter.ts';
import { ParameterGrammar } from './parameter-grammar.ts';
import { createPieces, toTokens } from './pieces.ts';
import { readPieces } from './read-pieces.ts';

const grammar = new ParameterGrammar();

function readBoth(text: string) {
  const pieces = createPieces();
  lexPieces(text, { start: 0, end: text.length }, { report: () => undefined, pieces });
  const read = readPieces(text, pieces);
  const parsed = grammar.parse(toTokens(text, pieces));
  return { read, parsed, hasErrors: grammar.errors.length > 0 };
}

const parts = fc.constantFrom(
  ...['int', ' ', 'x', '<', '>', 'list<int> x', ' = ', '1', '"a"', "'", '[1]', '{', '}', '[', ']'],
  ...['{a: 1}', '{a: 1; b: 2}', '{;}', '; ', ': ', ',', 'min: 0', '[text]', '{"a": 1}', '#', '\\'],
);

describe('readPieces', () => {
  it('gives what the grammar gives, wherever it gives anything', () => {
    const lines = fc.array(parts, { maxLength: 14 }).map((all) => all.join(''));
    fc.assert(
      fc.property(
        fc.oneof(
          lines,
          lines.map((line) => `int x ${line}`),
        ),
        (line) => {
          const { read, parsed, hasErrors } = readBoth(line);
          if (read === undefined) return;
          expect(hasErrors).toBe(false);
          expect(read).toEqual(parsed);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it.each([
    'int x',
    'list<string> names = ["a", 1] {caption: N; ; category: } [D]',
    'double y = 1.5 [D] {min: 0}',
    'string s = "a"',
    'map m = {"a": 1} {}',
    'int',
  ])('reads %j by itself', (line) => {
    const { read, parsed } = readBoth(line);
    expect(read).toBeDefined();
    expect(read).toEqual(parsed);
  });

  it.each(['', 'list< x', 'int x =', 'int x {a}', 'int x {a: 1', 'int x [a', 'int x y'])(
    'leaves %j to the grammar',
    (line) => {
      expect(readBoth(line).read).toBeUndefined();
    },
  );
});
