import { describe, expect, it } from 'vitest';
import { atMark } from '../../test/support/at-mark.ts';
import { applyTextEdits, toCodeActions, toProtocolDiagnostics } from './index.ts';

const uri = 'file:///a/logic.py';
const actions = (marked: string) => {
  const { text, position } = atMark(marked);
  return toCodeActions(text, { uri, range: { start: position, end: position } }).map((action) => ({
    ...action,
    result: applyTextEdits(text, action.edit.changes[uri] ?? []),
  }));
};

describe('toCodeActions', () => {
  it('offers the fix of a diagnostic where it stands', () => {
    const text = '#name: f\n#input: nu‸m x\ndef f(x):\n    pass\n';
    expect(actions(text)).toMatchObject([
      {
        title: 'Change "num" to "double"',
        kind: 'quickfix',
        isPreferred: true,
        diagnostics: [{ code: 'unknown-type', severity: 1, source: 'celeriac' }],
        result: '#name: f\n#input: double x\ndef f(x):\n    pass\n',
      },
    ]);
    expect(actions('#na‸me: f\n#input: num x\ndef f(x):\n    pass\n')).toEqual([]);
  });

  it('offers a header where there is none', () => {
    expect(actions('d‸ef f(x: int):\n    pass\n')).toMatchObject([
      {
        title: 'Write header from def',
        kind: 'refactor.rewrite',
        result: '#name: f\n#tags: task\n#input: int x\ndef f(x: int):\n    pass\n',
      },
    ]);
  });

  it('offers to sync a header that has fallen behind', () => {
    const [action, ...others] = actions('#name: f\nd‸ef f(x: int = 1):\n    pass\n');
    expect(others).toEqual([]);
    expect(action).toMatchObject({
      title: 'Sync header with def',
      result: '#name: f\n#input: int x = 1\ndef f(x: int = 1):\n    pass\n',
    });
    expect(actions('#name: f\nd‸ef f():\n    pass\n')).toEqual([]);
    expect(actions('def f():\n    pa‸ss\n')).toEqual([]);
  });
});

describe('toProtocolDiagnostics', () => {
  it('places diagnostics in the text, with what they are related to', () => {
    const text = '#name: a\ndef a():\n    pass\n#name: A\ndef b():\n    pass\n';
    expect(toProtocolDiagnostics(text, uri)).toEqual([
      {
        range: { start: { line: 3, character: 7 }, end: { line: 3, character: 8 } },
        severity: 1,
        code: 'repeated-name',
        source: 'celeriac',
        message: expect.stringContaining('called "a" already') as string,
        relatedInformation: [
          {
            location: {
              uri,
              range: { start: { line: 0, character: 7 }, end: { line: 0, character: 8 } },
            },
            message: 'the other one is here',
          },
        ],
      },
    ]);
  });
});
