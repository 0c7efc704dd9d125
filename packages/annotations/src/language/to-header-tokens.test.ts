import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CORPUS, headedText, mutatedText } from '../../test/support/arbitrary-text.ts';
import { findUncovered } from '../../test/support/find-uncovered.ts';
import { parsePython } from '../index.ts';
import { toHeaderTokens } from './index.ts';

const anyText = fc.oneof(headedText, headedText, mutatedText, fc.constantFrom(...CORPUS));

describe('the tokens of headers', () => {
  it('are told by kind', () => {
    const text = '#name: f\n #input : list<int> x=[1] {min:0; b} [An x] y \ndef f(x): pass\n';
    const tokens = toHeaderTokens(text).map(
      ({ kind, span }) => `${kind} ${text.slice(span.start, span.end)}`,
    );
    expect(tokens.filter((token) => !token.startsWith('blank'))).toEqual([
      ...['mark #', 'tag name', 'colon :', 'text f', 'mark #', 'tag input', 'colon :'],
      ...['word list', 'punctuation <', 'word int', 'punctuation >', 'word x', 'punctuation ='],
      ...['default [1]', 'punctuation {', 'option-key min', 'punctuation :', 'option-value 0'],
      ...['punctuation ;', 'option-key b', 'punctuation }', 'punctuation [', 'description An x'],
      ...['punctuation ]', 'unexpected y'],
    ]);
  });

  it('own every character of every header line, each exactly one', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = toHeaderTokens(text);
        expect([text, findUncovered(text, tokens)]).toEqual([text, undefined]);
        const { functions, script } = parsePython(text).value;
        const lines = [...functions, ...(script ? [script] : [])].flatMap(
          ({ header }) => header.lines,
        );
        const marks = tokens.filter(({ kind }) => kind === 'mark');
        expect(marks.map(({ span }) => span.start)).toEqual(
          lines.map(({ span }) => span.start).toSorted((a, b) => a - b),
        );
      }),
      { numRuns: 1_500 },
    );
  });

  it('hold the parts of the model, each within one', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = toHeaderTokens(text).map(({ span }) => span);
        const starts = new Map(tokens.map((span) => [span.start, span.end]));
        for (const { inputs, outputs } of parsePython(text).value.functions)
          for (const { line } of [...inputs, ...outputs]) {
            const { type, name, default: initial, description } = line;
            const parts = [
              ...[type?.name, type?.element, name, initial, description, ...line.unexpected],
              ...line.options.flatMap(({ key, value }) => [key, value]),
            ];
            for (const part of parts)
              if (part && part.span.end > part.span.start)
                expect([text, part, starts.get(part.span.start)]).toEqual([
                  text,
                  part,
                  part.span.end,
                ]);
          }
      }),
      { numRuns: 700 },
    );
  });
});
