import { describe, expect, it } from 'vitest';
import { atMark } from '../../../test/support/at-mark.ts';
import { parsePython } from '../../index.ts';
import { applyTextEdits, planHeaderSync } from '../index.ts';

const sync = (marked: string): string => {
  const { text, position } = atMark(marked);
  return applyTextEdits(text, planHeaderSync(text, position));
};

describe('planHeaderSync', () => {
  it.each([
    [
      'adds what is missing',
      '#input: int x',
      'x, y: float = 2',
      '#input: int x\n#input: double y = 2',
    ],
    [
      'adds in the middle',
      '#input: int x\n#input: int z',
      'x, y, z',
      '#input: int x\n#input: dynamic y\n#input: int z',
    ],
    [
      'adds in front',
      '#input: int z',
      'x, y, z',
      '#input: dynamic x\n#input: dynamic y\n#input: int z',
    ],
    [
      'adds behind the name',
      '#name: f\n#output: int o',
      'x: int',
      '#name: f\n#input: int x\n#output: int o',
    ],
    ['adds above outputs', '#output: int o', 'x: int', '#input: int x\n#output: int o'],
    [
      'removes what is gone',
      '#name: f\n#input: int x\n#input: int other',
      'x',
      '#name: f\n#input: int x',
    ],
    ['removes the first', '#input: int other\n#input: int x', 'x', '#input: int x'],
    ['replaces all', '#input: int other', 'x: int', '#input: int x'],
    ['stays a header', '#input: int other', '', '#name: f'],
    [
      'renames what is misspelt',
      '#input: int lenght = 3 {min: 1} [The length]',
      'length',
      '#input: int length = 3 {min: 1} [The length]',
    ],
    [
      'keeps what it can',
      '#input:int   x = 3 {caption: X} [One]\n# prose\n#author: me',
      'x, y: int',
      '#input:int   x = 3 {caption: X} [One]\n#input: int y\n# prose\n#author: me',
    ],
    [
      'requires what is needed',
      '#input: int x {optional: true; min: 1}',
      'x',
      '#input: int x {optional: false; min: 1}',
    ],
    [
      'gives the order of the def',
      '#input: int y [Y]\n#tags: a\n#input: int x',
      'x, y',
      '#input: int x\n#tags: a\n#input: int y [Y]',
    ],
    [
      'orders, renames and adds',
      '#input: int beta\n#input: int alpa',
      'alpha, mid, beta',
      '#input: int alpha\n#input: dynamic mid\n#input: int beta',
    ],
    [
      'takes any name for **',
      '#input: int x\n#input: int other',
      'x, **rest',
      '#input: int x\n#input: int other',
    ],
    [
      'drops what is not passed by name',
      '#name: f\n#input: int x\n#input: int y',
      'x=1, /, y=2',
      '#name: f\n#input: int y',
    ],
  ])('%s', (_, header, parameters, synced) => {
    const def = (head: string, mark: string) =>
      `${head}\nd${mark}ef f(${parameters}):\n    return 1\n`;
    const text = sync(def(header, '‸'));
    expect(text).toBe(def(synced, ''));
    expect(parsePython(text).value.functions).toHaveLength(1);
    expect(sync(text.replace('def f', 'd‸ef f'))).toBe(text);
  });

  it.each(['d‸ef f(x):\n    pass\n', '#name: f\nd‸ef f(x:\n    pass\n', '‸', '#name: f\n‸x = 1\n'])(
    'plans nothing for %j',
    (marked) => expect(sync(marked)).toBe(marked.replace('‸', '')),
  );
});
