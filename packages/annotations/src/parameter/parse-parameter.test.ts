import { describe, expect, it } from 'vitest';
import { createReporter } from '../diagnostics/reporter.ts';
import { parseParameter } from './parse-parameter.ts';

function parse(line: string) {
  const { report, diagnostics } = createReporter();
  // The line stands somewhere in a file: offsets are the file's.
  const text = `#input: ${line}\nrest`;
  const parsed = parseParameter(text, { start: 8, end: 8 + line.length }, report);
  for (const part of [parsed.name, parsed.default, parsed.description, parsed.type?.name])
    if (part) expect(text.slice(part.span.start, part.span.end)).toBe(part.text);
  const options = parsed.options.map(({ key, value }) => [key.text, value.text]);
  return { parsed, options, codes: diagnostics().map(({ code }) => code) };
}

describe('parseParameter', () => {
  it('reads every part, however it is spaced', () => {
    for (const line of [
      'list<string> x = ["a"] {caption: A; min: 1} [About x]',
      'list < string >x=["a"]{caption:A;min:1}[About x]',
      'list\t<\tstring\t>\tx\t=\t["a"]\t{ caption :\tA ; min : 1 ; }\t[ About x ]',
      'list<string> x = ["a"] [About x] {caption: A; min: 1}',
    ]) {
      const { parsed, options, codes } = parse(line);
      expect(codes).toEqual([]);
      expect(parsed.type).toMatchObject({ name: { text: 'list' }, element: { text: 'string' } });
      expect(parsed.name?.text).toBe('x');
      expect(parsed.default).toMatchObject({ kind: 'literal', text: '["a"]' });
      expect(parsed.description?.text).toBe('About x');
      expect(options).toEqual([
        ['caption', 'A'],
        ['min', '1'],
      ]);
    }
  });

  it.each([
    ['string x = "a {b} [c]" [d]', 'quoted', '"a {b} [c]"', 'd'],
    [`string x = 'it\\'s'`, 'quoted', `'it\\'s'`, undefined],
    ["string x = it's fine {min: 1}", 'bare', "it's fine", undefined],
    ['string x = "open', 'bare', '"open', undefined],
    ['map x = {"a": "}"} {min: 1}', 'literal', '{"a": "}"}', undefined],
    ['map x = {} {min: 1}', 'literal', '{}', undefined],
    ['list x = [[1], "]"] [d [e] f]', 'literal', '[[1], "]"]', 'd [e] f'],
    ['string x = a "b {c}" {min: 1}', 'bare', 'a "b {c}"', undefined],
  ])('reads the default of %s', (line, kind, text, description) => {
    const { parsed, codes } = parse(line);
    expect(parsed.default).toMatchObject({ kind, text });
    expect(parsed.description?.text).toBe(description);
    expect(codes).toEqual([]);
  });

  it.each([
    ['{choices: ["a;b", "c"]; min: 1}', ['choices', 'min'], []],
    ['{choices: a, b; caption: Foo: bar}', ['choices', 'caption'], []],
    [
      `{caption: Don't; validator: f("};", {a: [1;2]}); min: 1}`,
      ['caption', 'validator', 'min'],
      [],
    ],
    [
      '{caption: A, min: 1,max:2}',
      ['caption', 'min', 'max'],
      ['comma-separator', 'comma-separator'],
    ],
    ['{format: d, HH:mm; min: 1}', ['format', 'min'], []],
    ['{caption: 1 ( 2; min: 1}', ['caption', 'min'], []],
    ['{caption: 2) x; min: 1}', ['caption', 'min'], []],
    ['{caption:; min: }', ['caption', 'min'], []],
    ['{ ; caption: a;; }', ['caption'], []],
    ['{}', [], []],
    ['{caption: a', ['caption'], ['missing-delimiter']],
    ['{caption; min: 1}', ['caption', 'min'], ['missing-delimiter']],
  ])('splits the options %s', (options, keys, codes) => {
    const result = parse(`int x ${options}`);
    expect(result.options.map(([key]) => key)).toEqual(keys);
    expect(result.codes).toEqual(codes);
  });

  it.each([
    ['int', [], undefined],
    ['= 5', ['missing-type'], undefined],
    ['{min: 1}', ['missing-type'], undefined],
    ['list<int x', ['missing-delimiter'], 'x'],
    ['list<> x', ['missing-type'], 'x'],
    ['int x [open', ['missing-delimiter'], 'x'],
    ['int x >', ['unexpected-text'], 'x'],
  ])('goes on after what is wrong in "%s"', (line, codes, name) => {
    const { parsed, codes: reported } = parse(line);
    expect(reported).toEqual(codes);
    expect(parsed.name?.text).toBe(name);
  });

  it('does not take "=" for a default', () => {
    const { parsed } = parse('int x = {min: 1}');
    expect(parsed.default).toBeUndefined();
    expect(parsed.unexpected.map(({ text }) => text)).toEqual(['=']);
  });

  it('keeps what is no part of a parameter apart', () => {
    const { parsed } = parse('int x y z {min: 1} more [a] [b]');
    expect(parsed.unexpected.map(({ text }) => text)).toEqual(['y z', 'more', 'a']);
    expect(parsed.description?.text).toBe('b');
  });
});
