import { describe, expect, it } from 'vitest';
import { atMark } from '../../../test/support/at-mark.ts';
import { applyTextEdits, toCompletions } from '../index.ts';

const complete = (marked: string) => {
  const { text, position } = atMark(marked);
  return toCompletions(text, position);
};
const labels = (marked: string) => complete(marked).map(({ label }) => label);

/** The text after taking the item of a label. */
const take = (marked: string, label: string): string | undefined => {
  const item = complete(marked).find((other) => other.label === label);
  return item && applyTextEdits(atMark(marked).text, [item.textEdit]);
};

const DEF = '\ndef add(x: int, y: float = 2.5, ctx=None):\n    return x\n';

describe('toCompletions', () => {
  it.each([
    ['behind "#"', '#‸'],
    ['within a word', '#in‸'],
    ['behind a space', '# in‸'],
    ['on the line of a tag', '#name: add\n#in‸: int x'],
    ['at the end of a file', '#name: add\n#‸\n'],
  ])('gives tags %s', (_, marked) => {
    expect(labels(marked + DEF)).toEqual(expect.arrayContaining(['input', 'output', 'tags']));
  });

  it('gives a tag that does not repeat only once, and inputs first', () => {
    const found = labels(`#name: add\n#‸${DEF}`);
    expect(found.slice(0, 2)).toEqual(['input: int x', 'input: double y = 2.5']);
    expect(found).not.toContain('name');
    expect(found).toContain('input');
  });

  it.each([
    ['#input: ‸', 'int', '#input: int'],
    ['#input: do‸uble x', 'bigint', '#input: bigint x'],
    ['#input: list<‸', 'string', '#input: list<string'],
    ['#input: list<s‸> x', 'string', '#input: list<string> x'],
    ['#input: ‸', 'double y = 2.5', '#input: double y = 2.5'],
    ['#input: int ‸', 'x', '#input: int x'],
    ['#input: list<int> ‸', 'y', '#input: list<int> y'],
    ['#input: int x\n#input: double ‸', 'y', '#input: int x\n#input: double y'],
    ['#input: int x {‸}', 'min', '#input: int x {min: }'],
    ['#input: int x {mi‸: 1; max: 2}', 'step', '#input: int x {step: 1; max: 2}'],
    ['#input: int x {max: 2; ‸', 'min', '#input: int x {max: 2; min: '],
    ['#input: int x {nullable: ‸}', 'true', '#input: int x {nullable: true}'],
    ['#input: int x {nullable: f‸}', 'false', '#input: int x {nullable: false}'],
    ['#input: bool x = ‸', 'true', '#input: bool x = true'],
    [
      '#input: string x = ‸ {choices: ["a b", "c"]}',
      '"a b"',
      '#input: string x = "a b" {choices: ["a b", "c"]}',
    ],
    ['#input: int x = ‸ {nullable: true}', 'null', '#input: int x = null {nullable: true}'],
    ['#input: column c {type: ‸}', 'categorical', '#input: column c {type: categorical}'],
    [
      '#input: dataframe t\n#input: column c {table: ‸}',
      't',
      '#input: dataframe t\n#input: column c {table: t}',
    ],
    [
      '#input: dataframe t\n#output: column c {action: ‸}',
      'join(t)',
      '#input: dataframe t\n#output: column c {action: join(t)}',
    ],
    ['#language: ‸', 'r', '#language: r'],
    ['#tags: a, ‸', 'task', '#tags: a, task'],
    ['#meta.idempotent: ‸', 'true', '#meta.idempotent: true'],
    ['#na‸me: add', 'output', '#output: add'],
    ['#na‸', 'output', '#output: '],
  ])('completes %j by %j', (marked, label, completed) => {
    const text = take(marked + DEF, label);
    expect(text).toBe(completed + DEF);
  });

  it('gives the options of the type at hand, its own first', () => {
    expect(labels(`#input: double x {‸}${DEF}`).slice(0, 3)).toEqual(['min', 'max', 'step']);
    const ofText = labels(`#input: string x {caption: X; ‸}${DEF}`);
    expect(ofText).not.toContain('min');
    expect(ofText).not.toContain('caption');
    expect(ofText).not.toContain('action');
    expect(labels(`#output: column x {‸}${DEF}`)).toContain('action');
  });

  it('names no parameter that has its input, and never the context', () => {
    expect(labels(`#input: int x\n#input: int ‸${DEF}`)).toEqual(['y']);
    expect(labels(`#input: int x\n#input: int y\n#input: int ‸${DEF}`)).toEqual([]);
    expect(labels(`#output: int ‸${DEF}`)).toEqual([]);
  });

  it.each([
    ['in a description', '#input: int x [‸]'],
    ['behind a description', '#input: int x [a] ‸'],
    ['behind a name', '#input: int x ‸'],
    ['in prose', '# some words ‸'],
    ['behind code', 'x = 1 #‸'],
    ['in a body', 'def f():\n    #‸\n    pass'],
    ['in a string', '"""\n#‸\n"""'],
    ['in code', '‸import x'],
    ['in an unknown tag', '#what: ‸'],
  ])('gives nothing %s', (_, marked) => {
    expect(labels(marked + DEF)).toEqual([]);
  });

  it('documents what it gives, in plain text and in order', () => {
    const items = complete(`#input: ‸${DEF}`);
    expect(items.find(({ label }) => label === 'int')?.documentation?.value).toContain(
      'safe integer',
    );
    expect(items.every(({ insertTextFormat }) => insertTextFormat === 1)).toBe(true);
    expect(items.map(({ sortText }) => sortText)).toEqual(
      items.map(({ sortText }) => sortText).toSorted(),
    );
  });
});
