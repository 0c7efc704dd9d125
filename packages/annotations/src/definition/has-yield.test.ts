import { describe, expect, it } from 'vitest';
import { createYieldFinder } from './has-yield.ts';

const isGenerator = (body: string): boolean => createYieldFinder(body).hasYield(0, body.length);

describe('hasYield', () => {
  it.each([
    ' yield 1\n',
    '\n    x = yield\n',
    '\n    if a:\n        for b in c: yield from b\n',
    '\n    def inner(): pass\n    yield inner\n',
    '\n    x = (\n        yield\n    )\n',
  ])('sees it in %j', (body) => {
    expect(isGenerator(body)).toBe(true);
  });

  it.each([
    ' return 1\n',
    '\n    # yield\n    return "yield", yielded, do_yield\n',
    '\n    def inner(): yield 1\n    return inner\n',
    '\n    class A:\n        def f(self):\n            yield 1\n    return A\n',
  ])('sees none in %j', (body) => {
    expect(isGenerator(body)).toBe(false);
  });

  it('tells the bodies of one text apart', () => {
    const text = 'aaaa yield bbbb yield';
    const finder = createYieldFinder(text);
    expect([finder.hasYield(0, 4), finder.hasYield(4, 10), finder.hasYield(11, 15)]).toEqual([
      false,
      true,
      false,
    ]);
    expect(finder.hasYield(15, text.length)).toBe(true);
  });
});
