import { describe, expect, it } from 'vitest';
import { createLineIndex } from './line-index.ts';

describe('createLineIndex', () => {
  const text = 'one\ntwo\r\nthree\rfour\n';
  const index = createLineIndex(text);

  it('ends lines as Python does', () => {
    expect(index.lineCount).toBe(5);
    expect([1, 2, 3, 4, 5].map((line) => index.lineText(line))).toEqual([
      'one',
      'two',
      'three',
      'four',
      '',
    ]);
  });

  it('counts lines and columns from 1, in UTF-16 code units', () => {
    expect(index.positionAt(0)).toEqual({ line: 1, column: 1 });
    expect(index.positionAt(3)).toEqual({ line: 1, column: 4 });
    expect(index.positionAt(text.indexOf('two'))).toEqual({ line: 2, column: 1 });
    expect(index.positionAt(text.indexOf('four') + 2)).toEqual({ line: 4, column: 3 });
    expect(createLineIndex('😀x').positionAt(2)).toEqual({ line: 1, column: 3 });
  });

  it('takes the end of the text for every offset beyond it', () => {
    const end = { line: 5, column: 1 };
    expect(index.positionAt(text.length)).toEqual(end);
    expect(index.positionAt(9999)).toEqual(end);
    expect(index.positionAt(-1)).toEqual({ line: 1, column: 1 });
    expect(index.lineText(99)).toBe('');
  });

  it('gives an empty text one line', () => {
    const empty = createLineIndex('');
    expect(empty.lineCount).toBe(1);
    expect(empty.positionAt(0)).toEqual({ line: 1, column: 1 });
    expect(empty.lineText(1)).toBe('');
  });

  it('agrees with a count of the line breaks at every offset', () => {
    for (let offset = 0; offset <= text.length; offset++) {
      // The line feed of a Windows break still belongs to the line it ends.
      const before = text.slice(0, offset).replace(/\r$/, text[offset] === '\n' ? '' : '\r');
      expect(index.positionAt(offset).line).toBe(before.split(/\r\n|\r|\n/).length);
    }
  });
});
