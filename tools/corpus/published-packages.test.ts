import { parsePython, parseScript } from '@celeriac/annotations';
import type { Diagnostic } from '@celeriac/diagnostic';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findAnnotated } from './find-annotated.ts';
import { readCorpus, type CorpusFile } from './read-corpus.ts';

let python: readonly CorpusFile[] = [];
let others: readonly CorpusFile[] = [];
let problem: string | undefined;

beforeAll(async () => {
  try {
    const files = await readCorpus();
    python = files.filter(({ path }) => path.endsWith('.py'));
    others = files.filter(({ path }) => !path.endsWith('.py'));
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
}, 900_000);

describe('published packages', () => {
  beforeEach((context) => {
    if (problem !== undefined) context.skip(`the packages cannot be fetched: ${problem}`);
  });

  test('every annotated Python function is found, and no other', () => {
    const ours = listNames((text) =>
      parsePython(text).value.functions.map(({ definition }) => definition),
    );
    expect(ours).toEqual(listNames(findAnnotated));
    expect(ours).toHaveLength(43);
  });

  test('every Python script is found', () => {
    const scripts = python.filter(({ text }) => parsePython(text).value.script);
    const expected = python.filter(
      ({ text }) => /^#\s*language:/m.test(text) && findAnnotated(text).length === 0,
    );
    expect(scripts.map(({ path }) => path)).toEqual(expected.map(({ path }) => path));
    expect(scripts).toHaveLength(100);
  });

  test('no line of a Python header is an error', () => {
    const errors = python.flatMap(({ path, text }) => errorsOf(path, parsePython(text)));
    expect(errors).toEqual([]);
  });

  test('headers of other languages are errors only where the language deliberately differs', () => {
    let headers = 0;
    let lines = 0;
    const errors = others.flatMap(({ path, text }) => {
      const parsed = parseScript(text, { file: path });
      headers += parsed.value.length;
      for (const { header } of parsed.value) lines += header.lines.length;
      return errorsOf(path, parsed);
    });
    expect(headers).toBeGreaterThan(1_600);
    expect(lines).toBeGreaterThan(7_500);
    const counts = Object.groupBy(errors, (error) => error.split(' ')[0] ?? '');
    const told = Object.entries(counts).map(([code, found]) => [code, found?.length]);
    // Numbers in quotes, dates of a country, results without a name; headers in template literals.
    expect(Object.fromEntries(told)).toEqual({
      'invalid-default': 8,
      'invalid-name': 2,
      'missing-name': 12,
    });
  });

  test('every span lies within its text, and every fix makes its diagnostic go away', () => {
    let fixes = 0;
    for (const { path, text } of [...python, ...others]) {
      const parse = (of: string): readonly Diagnostic[] =>
        (path.endsWith('.py') ? parsePython(of) : parseScript(of, { file: path })).diagnostics;
      const before = parse(text);
      for (const { span, fix, code } of before) {
        expect(span?.end, path).toBeLessThanOrEqual(text.length);
        if (fix === undefined) continue;
        fixes++;
        let fixed = text;
        for (const edit of fix.edits.toSorted((a, b) => b.span.start - a.span.start))
          fixed = fixed.slice(0, edit.span.start) + edit.newText + fixed.slice(edit.span.end);
        const after = parse(fixed).filter((diagnostic) => diagnostic.code === code);
        expect(after.length, `${path} ${code}`).toBe(countOf(before, code) - 1);
      }
    }
    expect(fixes).toBeGreaterThan(30);
  });
});

function countOf(diagnostics: readonly Diagnostic[], code: string): number {
  return diagnostics.filter((diagnostic) => diagnostic.code === code).length;
}

function listNames(find: (text: string) => readonly string[]): readonly string[] {
  return python.flatMap(({ path, text }) => find(text).map((name) => `${path} ${name}`));
}

function errorsOf(
  path: string,
  { diagnostics }: { readonly diagnostics: readonly Diagnostic[] },
): readonly string[] {
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, span }) => `${code} at ${path}:${span?.start} ${message}`);
}
