import { describe, expect, it } from 'vitest';
import { applyTextEdits, planFormatting } from './index.ts';

const DEF = '\ndef add(x):\n    return x\n';
const format = (lines: string): string => {
  const text = lines + DEF;
  const formatted = applyTextEdits(text, planFormatting(text));
  expect(formatted.endsWith(DEF)).toBe(true);
  return formatted.slice(0, -DEF.length);
};

describe('planFormatting', () => {
  it.each([
    ['#  name :add', '#name: add'],
    ['#name:\tadd   ', '#name: add'],
    ['#name: add\n#tags:a,b ,, c', '#name: add\n#tags: a, b, c'],
    ['#input:int   x', '#input: int x'],
    ['#input: list < string >  x', '#input: list<string> x'],
    [
      '#input: int x=3{min:1;max :4}[ The first ]',
      '#input: int x = 3 {min: 1; max: 4} [The first]',
    ],
    ['#input: int x [First] {min: 1}', '#input: int x {min: 1} [First]'],
    ['#input: int x {min: 1, max: 4}', '#input: int x {min: 1; max: 4}'],
    [
      '#input: string x="a;  b" {caption: "c;  d"}',
      '#input: string x = "a;  b" {caption: "c;  d"}',
    ],
    ['#input: list x=[1,2]', '#input: list x = [1,2]'],
    ['#input: string x = a,  b', '#input: string x = a,  b'],
    ['  #input: int  x', '  #input: int  x'],
    ['#name: add\n\n# prose:  here\n#input:int x', '#name: add\n\n# prose:  here\n#input: int x'],
    ['#input: int x\r\n#output:int y\r', '#input: int x\r\n#output: int y\r'],
    ['#name: add\n#what:  else', '#name: add\n#what:  else'],
    ['#name: add\n#input:  nothing', '#name: add\n#input: nothing'],
    ['#input: int x {min: 1', '#input: int x {min: 1'],
    ['#input: int  x {a; b}', '#input: int  x {a; b}'],
    ['#name: add\n#description:   ', '#name: add\n#description:'],
  ])('writes %j as %j', (written, formatted) => {
    expect(format(written)).toBe(formatted);
  });

  it('touches nothing else', () => {
    const text =
      'x  =  1 #input:int  x\n"""\n#input:int  x\n"""\ndef  f( ):\n  #input:int  x\n  pass\n';
    expect(planFormatting(text)).toEqual([]);
    expect(planFormatting('#input:int  x\n')).toEqual([]);
  });
});
