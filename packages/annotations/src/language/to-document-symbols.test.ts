import { describe, expect, it } from 'vitest';
import { toDocumentSymbols, toFoldingRanges, type DocumentSymbol } from './index.ts';

const TEXT = `import a


# prose
#name: add
#input: int x
#input: int y = 2
#output: int z
@a
def add_two(x, y=2):
    def inner():
        return x

    return inner() + y


#name: one
def one():
    pass
`;

const show = ({ name, detail, kind, range, selectionRange, children }: DocumentSymbol): unknown => [
  `${kind} ${name}${detail}`,
  `${range.start.line}:${range.start.character}-${range.end.line}:${range.end.character}`,
  `${selectionRange.start.line}:${selectionRange.start.character}-${selectionRange.end.character}`,
  ...children.map(show),
];

describe('toDocumentSymbols', () => {
  it('gives functions with their inputs and outputs', () => {
    expect(toDocumentSymbols(TEXT).map(show)).toEqual([
      [
        '12 add(x: int, y?: int) → z: int',
        '4:0-13:22',
        '9:4-11',
        ['13 xint', '5:8-5:13', '5:12-13'],
        ['13 yint', '6:8-6:17', '6:12-13'],
        ['8 zint', '7:9-7:14', '7:13-14'],
      ],
      ['12 one()', '16:0-18:8', '17:4-7'],
    ]);
  });

  it('gives a script', () => {
    const text = '#name: My script\n#language: python\n#input: int x\nprint(x)\n';
    expect(toDocumentSymbols(text).map(show)).toEqual([
      ['2 My script(x: int)', '0:0-2:13', '0:0-16', ['13 xint', '2:8-2:13', '2:12-13']],
    ]);
  });

  it('gives nothing of a text without headers', () => {
    expect(toDocumentSymbols('def f():\n    pass\n')).toEqual([]);
  });
});

describe('toFoldingRanges', () => {
  it('folds headers of more than one line', () => {
    expect(toFoldingRanges(TEXT)).toEqual([{ startLine: 4, endLine: 7, kind: 'comment' }]);
  });
});
