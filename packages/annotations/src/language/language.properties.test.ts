import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePython } from '../index.ts';
import {
  applyTextEdits,
  planFormatting,
  planHeader,
  planHeaderSync,
  planRename,
  toCodeActions,
  toCompletions,
  toDocumentSymbols,
  toFoldingRanges,
  toHover,
  toProtocolDiagnostics,
  toRenameTarget,
  toSemanticTokens,
  type Position,
  type TextEdit,
} from './index.ts';

const FOLDER = new URL('../corpus/', import.meta.url);
const CORPUS = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.py'))
  .map((name) => readFileSync(new URL(name, FOLDER), 'utf8'));

const pieces = fc.constantFrom(
  ...['#name: a\n', '#input: ', 'int x', 'list<', ' = ', '{', '}', '[', ']', '(', ')', '"', "'"],
  ...[
    '"""',
    'f"',
    ':',
    ';',
    ',',
    '\n',
    '\r\n',
    '\r',
    ' ',
    '\t',
    '\\',
    '#',
    'def f(x, y):\n  ',
    '.',
  ],
  ...[
    '@',
    'lambda x: ',
    'é',
    '\ud800',
    '\ufeff',
    'x',
    'return x',
    '#output: int y\n',
    '#test: f(x=1)',
  ],
);
const soup = fc
  .array(fc.oneof(pieces, fc.string({ maxLength: 3 })), { maxLength: 50 })
  .map((parts) => parts.join(''));
const mutated = fc
  .tuple(fc.constantFrom(...CORPUS), fc.nat(), fc.nat(8), pieces)
  .map(([whole, place, removed, inserted]) => {
    const at = place % (whole.length + 1);
    return whole.slice(0, at) + inserted + whole.slice(at + removed);
  });
const text = fc.oneof(soup, mutated, fc.constantFrom(...CORPUS));
const position = fc.record({
  line: fc.integer({ min: -1, max: 60 }),
  character: fc.integer({ min: -1, max: 60 }),
});

const signatures = (source: string) =>
  parsePython(source).value.functions.map(({ signature }) => signature);

/** Positions one behind the other, each within the text. */
function expectApplicable(source: string, edits: readonly TextEdit[]): void {
  const lines = source.split(/\r\n|\r|\n/);
  let last: Position = { line: 0, character: 0 };
  for (const { range } of edits)
    for (const place of [range.start, range.end]) {
      const isBehind =
        place.line > last.line || (place.line === last.line && place.character >= last.character);
      expect([place, isBehind]).toEqual([place, true]);
      const isInside = place.character <= (lines[place.line] ?? '').length;
      expect([place, isInside]).toEqual([place, true]);
      last = place;
    }
}

describe('the language features', () => {
  it('throw on no text and no position, and give edits that can be applied', () => {
    const place = fc.oneof(
      position,
      fc.constantFrom({ line: NaN, character: NaN }, { line: Infinity, character: 1e300 }),
    );
    fc.assert(
      fc.property(text, place, (source, at) => {
        const edits = [
          ...toCompletions(source, at).map(({ textEdit }) => [textEdit]),
          ...toCodeActions(source, { uri: 'a', range: { start: at, end: at } }).map(
            ({ edit }) => edit.changes['a'] ?? [],
          ),
          planFormatting(source),
          planHeader(source, at),
          planHeaderSync(source, at),
        ];
        const renamed = planRename(source, at, 'renamed');
        if (renamed.kind === 'renamed') edits.push(renamed.edits);
        for (const list of edits) expectApplicable(source, list);
        toHover(source, at);
        toRenameTarget(source, at);
        toDocumentSymbols(source);
        toFoldingRanges(source);
        toProtocolDiagnostics(source, 'a');
        expect(toSemanticTokens(source).data.every((number) => number >= 0)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('format to what says the same, and only once', () => {
    fc.assert(
      fc.property(text, (source) => {
        const formatted = applyTextEdits(source, planFormatting(source));
        expect(signatures(formatted)).toEqual(signatures(source));
        expect(planFormatting(formatted)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});
