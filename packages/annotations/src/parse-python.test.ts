import { readdirSync, readFileSync } from 'node:fs';
import type { Diagnostic } from '@celeriac/diagnostic';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPython, parsePython } from './index.ts';

const FOLDER = new URL('./corpus/', import.meta.url);
const CORPUS = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.py'))
  .map((name) => readFileSync(new URL(name, FOLDER), 'utf8'));

const FIRST = `#name: first
#input: int x = 1 {min: 0}
#output: int y
def first(x=1):
    return x + 1
`;
const MIDDLE = `#name: middle
#description: The one that is edited.
#input: list<string> names = ["a", 'b'] {caption: Names; category: A} [Some names]
#input: double ratio = 0.5
#output: string text
@decorator(1, "two")
async def middle(names: list[str] = ["a"], ratio=0.5) -> str:
`;
const LAST = `    return f"{names[0]!r:>{ratio}}"


#name: last
#input: map options = {"a": 1} [Options]
#output: bool done
def last(options):
    """Does the last thing."""
    return True
`;

const outcome = (text: string) =>
  parsePython(text).value.functions.map(({ signature, definition, isAsync, isGenerator }) =>
    JSON.stringify({ signature, definition, isAsync, isGenerator }),
  );
const [FIRST_OUTCOME, , LAST_OUTCOME] = outcome(FIRST + MIDDLE + LAST);

const pieces = fc.constantFrom(
  ...[
    '#name: a',
    '#input: ',
    'int x',
    ' = ',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '"',
    "'",
    '"""',
    'f"',
    ':',
    ';',
    ',',
  ],
  ...[
    '\n',
    '\r\n',
    '\r',
    ' ',
    '\t',
    '\\',
    '<',
    '>',
    '#',
    'def f(',
    'async ',
    'class A:',
    '@',
    'lambda x: ',
    'é',
    '\ud800',
  ],
);
const soup = fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 })), { maxLength: 60 });

function expectSound(text: string, diagnostics: readonly Diagnostic[]): void {
  for (const { span, fix } of diagnostics)
    for (const place of [span, ...(fix?.edits.map((edit) => edit.span) ?? [])]) {
      expect(place).toBeDefined();
      expect(place?.start).toBeGreaterThanOrEqual(0);
      expect(place?.start).toBeLessThanOrEqual(place?.end ?? -1);
      expect(place?.end).toBeLessThanOrEqual(text.length);
    }
}

describe('parsePython', () => {
  it('throws on no text, and reports nothing outside of it', () => {
    fc.assert(
      fc.property(soup, (parts) => {
        const text = `#name: a\n${parts.join('')}`;
        expectSound(text, parsePython(text).diagnostics);
        expectSound(text, checkPython(text));
      }),
      { numRuns: 1500 },
    );
  });

  it('throws on no mutation of the corpus', () => {
    const mutation = fc.tuple(fc.constantFrom(...CORPUS), fc.nat(), fc.nat(8), pieces);
    fc.assert(
      fc.property(mutation, ([whole, place, removed, inserted]) => {
        const at = place % (whole.length + 1);
        const text = whole.slice(0, at) + inserted + whole.slice(at + removed);
        expectSound(text, parsePython(text).diagnostics);
      }),
      { numRuns: 500 },
    );
  });

  it('harms no other function by any one character in a header or a def', () => {
    const harmed: unknown[] = [];
    for (let at = 0; at < MIDDLE.length; at++)
      for (const inserted of ['', '"', "'", '(', ')', '[', '{', '}', '\\', '#', 'x', '\n', ':']) {
        const text = `${FIRST}${MIDDLE.slice(0, at)}${inserted}${MIDDLE.slice(at + 1)}${LAST}`;
        const result = outcome(text);
        if (result[0] !== FIRST_OUTCOME || result.at(-1) !== LAST_OUTCOME)
          harmed.push([at, inserted, result]);
      }
    expect(harmed).toEqual([]);
  });

  it('splits lists at commas and keeps meta apart from the fields of a signature', () => {
    const { value, diagnostics } = parsePython(
      '#name: f\n#tags: task, demo\n#require: numpy,lib/a.py, \n#meta.name: shown\n#meta.__proto__: x\n#author: me\ndef f(): pass\n',
    );
    expect(diagnostics).toEqual([]);
    const [{ name, tags, require, meta = {} } = { name: '' }] = value.functions.map(
      ({ signature }) => signature,
    );
    expect({ name, tags, require, meta: Object.entries(meta) }).toEqual({
      name: 'f',
      tags: ['task', 'demo'],
      require: ['numpy', 'lib/a.py'],
      meta: [
        ['name', 'shown'],
        ['__proto__', 'x'],
        ['author', 'me'],
      ],
    });
  });

  it('reads no text further that has no core tag', () => {
    const text = 'def f(\n# description: x\n';
    expect(parsePython(text)).toEqual({ value: { functions: [] }, diagnostics: [] });
    expect(checkPython(text).map(({ code }) => code)).toEqual(['unclosed-bracket']);
  });

  it('names the file in diagnostics and in the places they are related to', () => {
    const text = '#name: a\ndef b(): pass\n#name: A\ndef c(): pass\n';
    const [repeated] = parsePython(text, { file: 'python/app/a.py' }).diagnostics;
    expect(repeated).toMatchObject({
      code: 'repeated-name',
      file: 'python/app/a.py',
      related: [{ file: 'python/app/a.py', span: { start: 7, end: 8 } }],
    });
  });

  it.each([
    ['open brackets', '('.repeat(200_000)],
    ['quotes', `'"`.repeat(100_000)],
    ['f-strings in f-strings', 'f"{'.repeat(100_000)],
    ['format texts', 'f"{x:{y:{z:'.repeat(30_000)],
    ['escaped triple quotes', '\\"""'.repeat(50_000)],
    ['open triple quotes', 'x = """\n\ndef f(): pass\n'.repeat(20_001)],
    ['open f-strings', 'f"""{x:\n'.repeat(20_001)],
    ['escaped quotes in options', `#input: int x {a: ${`'\\`.repeat(100_000)}`],
    ['brackets in a default', `#input: list x = ${'['.repeat(100_000)}`],
    ['nested lists', `#input: list x = ${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['options', `#input: int x {${'a: 1;'.repeat(50_000)}}`],
    ['inputs', '#input: int x\n'.repeat(10_000)],
    ['names', '#name: a\ndef a(): pass\n'.repeat(10_000)],
    ['underscores', `#input: int ${'_'.repeat(100_000)}-`],
    ['digits', `#input: bigint x = ${'9'.repeat(200_000)}`],
    ['slashes', `#name: a\ndef a(${'/,'.repeat(100_000)}): pass`],
    ['commas', `#name: a\ndef a(${'x,'.repeat(50_000)}): pass`],
    ['yields', '#name: a\ndef a():\n  "yield"\n'.repeat(5_000)],
    ['lines in brackets', `(${'\n# name: a'.repeat(50_000)}`],
    ['spaces', `#name: a${' '.repeat(300_000)}b\n#input:${' '.repeat(300_000)}`],
  ])('reads hostile %s in time that grows with their length', (_, hostile) => {
    const started = performance.now();
    parsePython(`#name: x\n${hostile}\ndef x(): pass\n`);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
