import { describe, expect, it } from 'vitest';
import { renderCodeFrame } from './code-frame.ts';
import type { Diagnostic } from './diagnostic.ts';

const TEXT = '#name: add\n#inputs: int x\r\ndef add(x): pass\n';

function diagnose(word: string, more: Partial<Diagnostic> = {}): Diagnostic {
  const start = TEXT.indexOf(word);
  const span = { start, end: start + word.length };
  return { code: 'some-code', severity: 'error', message: 'Do this.', file: 'a.py', span, ...more };
}

describe('renderCodeFrame', () => {
  it('shows message, place, the line with its span underlined, related places and the fix', () => {
    const diagnostic = diagnose('inputs', {
      fix: { title: 'Change it', edits: [] },
      related: [{ message: 'because of this', file: 'b.py' }, { message: 'and of that' }],
    });
    expect(renderCodeFrame(diagnostic, TEXT)).toBe(
      [
        'error some-code Do this.',
        '  at a.py:2:2',
        '  2 | #inputs: int x',
        '    |  ^^^^^^',
        '  see because of this (b.py)',
        '  see and of that',
        '  fix Change it',
      ].join('\n'),
    );
  });

  it('gives the line and column of a related place in the same file', () => {
    const start = TEXT.indexOf('add(x)');
    const related = [{ message: 'the def', file: 'a.py', span: { start, end: start + 3 } }];
    expect(renderCodeFrame(diagnose('inputs', { related }), TEXT)).toContain(
      '  see the def (a.py:3:5)',
    );
  });

  it('names only the file where it has no text or no span', () => {
    expect(renderCodeFrame(diagnose('inputs'))).toBe('error some-code Do this.\n  at a.py');
    const { span: _, ...whole } = diagnose('inputs');
    expect(renderCodeFrame(whole, TEXT)).toBe('error some-code Do this.\n  at a.py');
    const { file: __, ...nowhere } = whole;
    expect(renderCodeFrame(nowhere)).toBe('error some-code Do this.');
  });

  it('underlines one column of an empty span, and no more than its first line', () => {
    const end = TEXT.length;
    expect(renderCodeFrame(diagnose('', { span: { start: end, end } }), TEXT)).toContain('4 | \n');
    const whole = renderCodeFrame(diagnose('', { span: { start: 0, end } }), TEXT);
    expect(whole.split('\n').at(-1)).toBe(`    | ${'^'.repeat('#name: add'.length)}`);
  });

  it('shows the part of a long line where the span is', () => {
    const text = `${'x'.repeat(500)}HERE${'y'.repeat(500)}`;
    const span = { start: 500, end: 504 };
    const [, , line = '', marks = ''] = renderCodeFrame(diagnose('', { span }), text).split('\n');
    expect(line.length).toBeLessThan(140);
    expect(line.indexOf('HERE')).toBe(marks.indexOf('^^^^'));
  });

  it('keeps the marks below tabs and colours what the style says', () => {
    const text = '\tif\tx\n';
    const style = {
      severity: (severity: string, shown: string) => `<${severity}>${shown}</>`,
      dim: (shown: string) => `(${shown})`,
    };
    const frame = renderCodeFrame(diagnose('', { span: { start: 4, end: 5 } }), text, style);
    expect(frame).toBe(
      [
        '<error>error</> (some-code) Do this.',
        '  (at) a.py:1:5',
        '  (1 |)  if x',
        '  (  |)     <error>^</>',
      ].join('\n'),
    );
  });
});
