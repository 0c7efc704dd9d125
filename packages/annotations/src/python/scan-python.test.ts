import { describe, expect, it } from 'vitest';
import { createReporter } from '../diagnostics/reporter.ts';
import { checkPython } from '../parse-python.ts';
import { scanPython } from './scan-python.ts';

function scan(text: string) {
  const comments: string[] = [];
  const statements: string[] = [];
  const { report, diagnostics } = createReporter();
  scanPython(
    text,
    {
      comment: (hash, end) => void comments.push(text.slice(hash, end)),
      statement: ({ start, end }) => void statements.push(text.slice(start, end)),
    },
    { report },
  );
  return { comments, statements, codes: diagnostics().map(({ code }) => code) };
}

describe('scanPython', () => {
  it('hands over comments of their own lines, and logical lines whole', () => {
    const { comments, statements, codes } = scan(
      '\ufeff# one\nx = [ # two\n  # three\n  1]\r\n\t# four\rif x: \\\n  y = """\n# five"""  # six\n',
    );
    expect(comments).toEqual(['# one', '# four']);
    expect(statements).toEqual([
      'x = [ # two\n  # three\n  1]',
      'if x: \\\n  y = """\n# five"""  # six',
    ]);
    expect(codes).toEqual([]);
  });

  it('ends a statement with an open bracket where the next one must begin', () => {
    const { comments, statements, codes } = scan('x = f(1,\n  2\n# kept\ndef g(): pass\n');
    expect(statements).toEqual(['x = f(1,\n  2\n# kept', 'def g(): pass']);
    expect(comments).toEqual(['# kept']);
    expect(codes).toEqual(['unclosed-bracket']);
  });

  it.each([
    'x = [\n  a for a in b\n  if a\n  else c]\n',
    'with (\n  open(a) as b,\n  open(c) as d,\n):\n  pass\n',
    'from a import (\n  b as c,\n)\n',
    'x = (yield\n  from_)\n',
    'x = [\n  async_ for async_ in a\n]\n',
    'class A: x: int = 1; y = {1: 2}\n',
    'def f(\n  a, # )\n): return lambda: 1\n',
    'match x:\n  case {"a": [1, *_]}:\n    pass\n',
    'if x:\n\ty\nelse:\n  z\n',
    'x = 1 \\\n  + 2\n',
    'def f():\n\\\n  x = 1\n',
    'def \\\n  f \\\n  (a): pass\n',
    'if (y := 1): pass\n',
    'print(f"{x:%H:%M}")\n',
    'def f():\n    """doc"""\n',
    'for x in y:\n    pass\n    # comment\n# comment\n\nz = 1\n',
    'try:\n  pass\nexcept* A:\n  pass\nfinally: pass\n',
    'async def f():\n  async with a: pass\n  async for b in c: pass\n',
    'type X[T] = int\n',
    '@a\n@b(c)\nclass D: ...\n',
    'x = 1',
    '\f\nx = 1\n',
  ])('finds nothing wrong with %j', (text) => {
    expect(checkPython(text)).toEqual([]);
  });

  it.each([
    ['x = (1,\n', 'unclosed-bracket', 4],
    ['x = 1)\n', 'unbalanced-bracket', 5],
    ['x = (1]\n', 'unbalanced-bracket', 6],
    ["x = 'a\n", 'unterminated-string', 4],
    ['x = rb"""a\n', 'unterminated-string', 4],
    ['x = 1 \\ \n', 'stray-backslash', 6],
    ['while x\n  pass\n', 'missing-colon', 0],
    ['else\n  pass\n', 'missing-colon', 0],
    ['def f: pass\n', 'unfinished-definition', 0],
    ['async def (x): pass\n', 'unfinished-definition', 0],
    ['  x = 1\n', 'bad-indentation', 2],
    ['if x:\ny\n', 'bad-indentation', 6],
    ['if x:\n', 'bad-indentation', 0],
  ])('reports %j as %s', (text, code, start) => {
    expect(checkPython(text, { file: 'a.py' })).toMatchObject([
      { code, severity: 'error', file: 'a.py', span: { start } },
    ]);
  });
});
