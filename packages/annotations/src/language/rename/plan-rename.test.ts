import { describe, expect, it } from 'vitest';
import { atMark } from '../../../test/support/at-mark.ts';
import { applyTextEdits, planRename, toRenameTarget } from '../index.ts';

const rename = (marked: string, newName = 'new'): string => {
  const { text, position } = atMark(marked);
  const result = planRename(text, position, newName);
  return result.kind === 'renamed' ? applyTextEdits(text, result.edits) : result.reason;
};

/** Renames `x` in a function with the given body. */
const body = (code: string): string => {
  const head = '#input: int x\ndef f(x, y=0):\n    ';
  const renamed = rename(`#input: int ‸${head.slice('#input: int '.length)}${code}\n`);
  const newHead = head.replaceAll('x', 'new');
  expect(renamed.slice(0, newHead.length)).toBe(newHead);
  return renamed.slice(newHead.length, -1);
};

describe('planRename', () => {
  it('renames in header and def, from wherever it is asked', () => {
    const expected =
      '#name: f\n#input: int new = 1 [x]\ndef f(new: int = 1, y=x):\n    return new\n';
    for (const place of ['#input: int ‸x', 'f(‸x: int', 'return ‸x', 'return x‸']) {
      const text = '#name: f\n#input: int x = 1 [x]\ndef f(x: int = 1, y=x):\n    return x\n';
      expect(rename(text.replace(place.replace('‸', ''), place))).toBe(expected);
    }
  });

  it.each([
    ['return x + x1 + ax + x', 'return new + x1 + ax + new'],
    ['return "x" + \'x\' # x', 'return "x" + \'x\' # x'],
    ['return a.x + x.x + a . x', 'return a.x + new.x + a . x'],
    ['return g(x=x, y=(x))', 'return g(x=new, y=(new))'],
    ['return g(x == 1, x, *x)', 'return g(new == 1, new, *new)'],
    ['x = 1; x += x', 'new = 1; new += new'],
    [
      'return f"{x} {{x}} {x!r:>{x}} {g(x=x)} x"',
      'return f"{new} {{x}} {new!r:>{new}} {g(x=new)} x"',
    ],
    ['return f"{f\'{x}\'}" + rf"\\{x}" + b"x"', 'return f"{f\'{new}\'}" + rf"\\{new}" + b"x"'],
    ['return [x for _ in x if x[x]]', 'return [new for _ in new if new[new]]'],
    ['return lambda z=x: x + z', 'return lambda z=new: new + z'],
    ['def g(x=x): return x\n    return x', 'def g(x=new): return x\n    return new'],
    ['def g(x):\n        return x\n    return x', 'def g(x):\n        return x\n    return new'],
    ['def g():\n        return x\n    return g', 'def g():\n        return new\n    return g'],
    ['return g(\n        x=1,\n        y=x)', 'return g(\n        x=1,\n        y=new)'],
    ['return 1.x', 'return 1.x'],
  ])('renames in %j', (code, renamed) => {
    expect(body(code)).toBe(renamed);
  });

  it('renames what the header says of it', () => {
    const text = `#name: f
#input: dataframe ‸t
#input: column c {table: t; caption: t}
#output: column d {action: join(t)} [t]
#test: f(t=1, c="t") == 2
def f(t, c):
    return t
`;
    expect(rename(text, 'frame')).toBe(`#name: f
#input: dataframe frame
#input: column c {table: frame; caption: t}
#output: column d {action: join(frame)} [t]
#test: f(frame=1, c="t") == 2
def f(frame, c):
    return frame
`);
  });

  it('leaves other functions alone, and renames parameters that are no inputs', () => {
    const text =
      '#input: int x\ndef f(x, hidden‸=1):\n    return hidden\ndef g(hidden):\n    return hidden\n';
    expect(rename(text)).toBe(
      '#input: int x\ndef f(x, new=1):\n    return new\ndef g(hidden):\n    return hidden\n',
    );
  });

  it.each(['1a', 'a b', '', 'class', 'ctx', 'y', 'used', 'a-b'])('refuses %j', (newName) => {
    const text = '#input: int ‸x\ndef f(x, y=1):\n    return used + x\n';
    expect(rename(text, newName)).toMatch(/: take another|is no name|is used/);
  });

  it.each(['#na‸me: f', '#input: in‸t x', '#input: int x\n#output: int ‸o'])(
    'finds no parameter in %j',
    (header) => {
      const { text, position } = atMark(`${header}\ndef f(x, ctx):\n    return ctx\n`);
      expect(toRenameTarget(text, position)).toBeUndefined();
      expect(planRename(text, position, 'new').kind).toBe('refused');
    },
  );

  it('leaves the context of the call alone', () => {
    expect(rename('#name: f\ndef f(c‸tx):\n    return ctx\n')).toBe('There is no parameter here.');
  });

  it('tells what would be renamed', () => {
    const { text, position } = atMark('#input: int alp‸ha\ndef f(alpha):\n    return alpha\n');
    expect(toRenameTarget(text, position)).toEqual({
      range: { start: { line: 0, character: 12 }, end: { line: 0, character: 17 } },
      placeholder: 'alpha',
    });
  });
});
