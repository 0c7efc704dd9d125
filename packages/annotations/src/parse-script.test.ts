import { describe, expect, it } from 'vitest';
import { parseScript, type ScriptLanguage } from './index.ts';

const summary = (text: string, options: { language?: ScriptLanguage; file?: string }) => {
  const { value, diagnostics } = parseScript(text, options);
  return {
    scripts: value.map(({ signature: { name, friendlyName, inputs, outputs } }) =>
      [name || friendlyName, ...inputs, ...outputs].map((part) =>
        typeof part === 'object' ? `${part.type.name} ${part.name}` : part,
      ),
    ),
    codes: diagnostics.map(({ code }) => code),
  };
};

describe('parseScript', () => {
  it.each(['a.R', 'b.jl', 'c.m'])('reads the header of the script %s, and that only', (file) => {
    const text =
      '#!shebang\n#name: Some Script\n#language: any\n#input: view v\n#output: double y [Result]\n\nx <- 1\n#name: b\n#language: any\n#input: int x\n';
    expect(summary(text, { file })).toEqual({
      scripts: [['Some Script', 'dynamic v', 'double y']],
      codes: [],
    });
  });

  it('leaves out a script that says no language', () => {
    expect(summary('#name: a\n#input: int x\n', { language: 'r' }).scripts).toEqual([]);
  });

  it('reads each function of a JavaScript file', () => {
    const text =
      '/* header\n//name: no\n*/\n//name: a\n//input: int x\nexport function a(x) {\n  // name: prose\n}\n\n//name: b\n//input: num y\n//name: c\n//output: widget w\nfunction c() {}\n';
    expect(summary(text, { file: 'src/package.TS' })).toEqual({
      scripts: [
        ['a', 'int x'],
        ['b', 'double y'],
        ['c', 'dynamic w'],
      ],
      codes: ['unknown-type'],
    });
  });

  it('reads each query of an SQL file, with offsets into the text', () => {
    const text =
      '\ufeff--name: q\r\n--input: int id = 3 {min: 1}\r\nselect 1\r\n--end\r\n-- name: r\r\nselect 2';
    const { value } = parseScript(text, { language: 'sql' });
    expect(value.map(({ signature }) => signature.name)).toEqual(['q', 'r']);
    const span = value[0]?.inputs[0]?.line.name?.span;
    expect(text.slice(span?.start, span?.end)).toBe('id');
  });

  it('finds nothing in a text of no known language', () => {
    expect(summary('#name: a\n#language: x\n', { file: 'a.txt' }).scripts).toEqual([]);
  });
});
