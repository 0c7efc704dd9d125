import { describe, expect, it } from 'vitest';
import { readDefinition } from './read-definition.ts';

const read = (text: string) => readDefinition(text, 0, text.length);
const names = (text: string) => read(text).parameters.map(({ name }) => name);

describe('readDefinition', () => {
  it('reads kinds, hints and defaults', () => {
    const { parameters, isComplete } = read(
      'def f(a, b: "x, y" = ")", /, c=lambda p, q: (p, q), *args: int, d: dict[str, int]={1: 2}, **kw):',
    );
    expect(isComplete).toBe(true);
    expect(
      parameters.map(({ kind, name, hint, default: initial }) => [
        kind,
        name,
        hint?.text,
        initial?.text,
      ]),
    ).toEqual([
      ['positional-only', 'a', undefined, undefined],
      ['positional-only', 'b', '"x, y"', '")"'],
      ['positional-or-keyword', 'c', undefined, 'lambda p, q: (p, q)'],
      ['var-positional', 'args', 'int', undefined],
      ['keyword-only', 'd', 'dict[str, int]', '{1: 2}'],
      ['var-keyword', 'kw', undefined, undefined],
    ]);
  });

  it('reads async, type parameters and the return hint, over lines and comments', () => {
    const text =
      'async \\\n def g [T: (int, str) = int, *Ts](a, # ) :\n  *, b) -> list[\n T]: pass';
    const definition = read(text);
    expect(definition).toMatchObject({ isAsync: true, isComplete: true });
    expect(definition.name.text).toBe('g');
    expect(definition.typeParameters?.text).toBe('T: (int, str) = int, *Ts');
    expect(definition.returnHint?.text).toBe('list[\n T]');
    expect(text.slice(definition.end)).toBe(' pass');
    expect(definition.parameters.map(({ kind }) => kind)).toEqual([
      'positional-or-keyword',
      'keyword-only',
    ]);
  });

  it('tells comparisons in a default from its "="', () => {
    expect(read('def f(a=1 == 2, b=x <= y, c=x != y):').parameters).toMatchObject([
      { name: 'a', default: { text: '1 == 2' } },
      { name: 'b', default: { text: 'x <= y' } },
      { name: 'c', default: { text: 'x != y' } },
    ]);
  });

  it('names parameters as Python stores them', () => {
    expect(names('def f(ﬁ, größe):')).toEqual(['fi', 'größe']);
  });

  it.each([
    ['def', []],
    ['def f', []],
    ['def f:', []],
    ['def f(', []],
    ['def f(a, b', ['a', 'b']],
    ['def f(a, b=', ['a', 'b']],
    ['def f(a: list[int, b', ['a']],
    ['def f(a b, %, c)', ['a', 'b', 'c']],
    ['def f[T(a):', []],
    ['def f(a) ->', ['a']],
  ])('gives what there is of %j', (text, parameters) => {
    expect(names(text)).toEqual(parameters);
    expect(read(text).isComplete).toBe(false);
  });
});
