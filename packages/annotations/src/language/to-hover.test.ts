import { describe, expect, it } from 'vitest';
import { atMark } from '../../test/support/at-mark.ts';
import { toHover } from './index.ts';

const hover = (marked: string) => {
  const { text, position } = atMark(marked);
  const found = toHover(text, position);
  const lines = text.split('\n');
  const { start, end } = found?.range ?? {
    start: { line: 0, character: 0 },
    end: { character: 0 },
  };
  const of = lines[start.line]?.slice(start.character, end.character);
  return { of, value: found?.contents.value };
};

const DEF = '\ndef add(x, y=2):\n    return x\n';

describe('toHover', () => {
  it.each([
    ['#na‸me: add', 'name', 'call name'],
    ['#meta.id‸empotent: true', 'meta.idempotent', 'run twice'],
    ['#input: i‸nt x', 'int', 'safe integer'],
    ['#input: list<st‸ring> x', 'string', '**string**'],
    [
      '#input: int x‸ = 3 {nullable: true} [The first]',
      'x',
      'The first\n\n- Default: `3`\n- May be null',
    ],
    ['#input: int x {mi‸n: 1}', 'min', 'least value'],
    ['#input: string x {cho‸ices: ["a"]}', 'choices', 'a function that gives them'],
    ['#output: int z‸', 'z', '(output) `z: int`'],
  ])('tells of %j', (line, of, told) => {
    const found = hover(`#name: other\n${line}${DEF}`);
    expect(found.of).toBe(of);
    expect(found.value).toContain(told);
  });

  it('tells of functions and parameters at the def', () => {
    const header =
      '#name: add\n#description: Adds.\n#input: int x\n#input: int y = 2 [More]\n#output: int z\n';
    expect(hover(`${header}def a‸dd(x, y=2):\n    return x\n`)).toEqual({
      of: 'add',
      value: '`add(x: int, y?: int) → z: int`\n\nAdds.',
    });
    expect(hover(`${header}def add(x, y‸=2):\n    return x\n`).value).toContain('More');
  });

  it('tells what is wrong, with its documentation', () => {
    const found = hover(`#name: add\n#input: nu‸m x${DEF}`);
    expect(found.of).toBe('num');
    expect(found.value).toContain('write "double"');
    expect(found.value).toContain('**A type is unknown** (`unknown-type`)');
    expect(hover(`#name: add\n#input: wid‸get x${DEF}`).value).toContain('user interface');
  });

  it.each(['im‸port x', '# some ‸words', '‸', '#name: add\ndef add(x):\n    return x‸'])(
    'tells nothing in %j',
    (marked) => expect(hover(marked).value).toBeUndefined(),
  );
});
