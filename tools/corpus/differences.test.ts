import { parsePython } from '@celeriac/annotations';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadScanner, type Scanner } from './load-scanner.ts';

let scan: Scanner = () => [];
let problem: string | undefined;

beforeAll(async () => {
  try {
    scan = await loadScanner();
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
}, 300_000);

const header = '#name: f\n#input: int x\n';
const body = 'def f(x):\n    return x\n';
const indented = (text: string): string => text.replace(/^(?=.)/gm, '    ');

/** By the words of DIFFERENCES.md: a text, the functions that the original finds in it, and ours. */
const examples: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  ['nothing between', header + body, ['f'], ['f']],
  ['a blank line', `${header}\n${body}`, [], ['f']],
  ['prose', `${header}# Adds.\n${body}`, [], ['f']],
  ['a decorator', `${header}@cache\n${body}`, [], ['f']],
  ['an unknown tag', `${header}#idempotent: true\n${body}`, [], ['f']],
  ['an empty tag', `${header}#description:\n${body}`, [], ['f']],
  ['async def', `${header}async ${body}`, [], ['f']],
  ['def f[T]', `${header}def f[T](x):\n    return x\n`, [], ['f']],
  ['a name beyond ASCII', `${header}def größe(x):\n    return x\n`, [], ['größe']],
  ['a blank line within the header', `#name: f\n\n#input: int x\n${body}`, ['f'], ['f']],
  ['white space before the colon', `${header}#output : int y\n${body}`, [], ['f']],
  ['friendlyName', `${header}#friendlyName: F\n${body}`, [], ['f']],
  ['author', `${header}#author: F\n${body}`, [], ['f']],
  ['connection', `${header}#connection: F\n${body}`, [], ['f']],
  ['a docstring', `def g():\n    """\n${indented(header + body)}    """\n`, ['f'], []],
  ['a string', `text = """\n${header}${body}"""\n`, ['f'], []],
  ['a comment behind code', `x = 1  #name: f\n${body}`, ['f'], []],
  ['a nested function', `def g():\n${indented(header + body)}`, ['f'], []],
  ['a method', `class A:\n${indented(header + body)}`, ['f'], []],
  ['a function within a block', `if True:\n${indented(header + body)}`, ['f'], []],
  ['a lambda', `${header}f = lambda x: x\n`, [], []],
  ['a class', `${header}class f: pass\n`, [], []],
  ['any listed tag', `# description: helps\n${body}`, ['f'], []],
  ['a second name', `#name: a\n#input: int y\n${header}${body}`, ['f'], ['f']],
  ['a def that is replaced', header + body + header + body, ['f', 'f'], ['f', 'f']],
];

describe('the original, where it differs', () => {
  beforeEach((context) => {
    if (problem !== undefined) context.skip(`the scanner cannot be fetched: ${problem}`);
  });

  test.each(examples)('%s', (_, text, theirs, ours) => {
    expect(scan([{ path: 'a.py', text }])).toEqual(theirs);
    expect(parsePython(text).value.functions.map(({ definition }) => definition)).toEqual(ours);
  });

  test('what ours leaves out or doubts, it tells of', () => {
    const told = (name: string): readonly string[] => {
      const [, text = ''] = examples.find(([of]) => of === name) ?? [];
      return parsePython(text).diagnostics.map(({ code }) => code);
    };
    for (const name of ['a nested function', 'a method', 'a function within a block', 'a lambda', 'a class'])
      expect(told(name), name).toEqual(['not-a-task']);
    expect(told('a second name')).toEqual(['orphan-header']);
    expect(told('a def that is replaced')).toContain('replaced-definition');
  });
});
