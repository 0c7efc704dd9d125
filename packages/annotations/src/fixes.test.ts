import { expect, it } from 'vitest';
import { parsePython } from './index.ts';

const PARAMETERS = ['alpha', 'beta', 'gamma', 'delta'];
const CHOICES = Array.from({ length: 2 ** PARAMETERS.length }, (_, bits) =>
  PARAMETERS.filter((_name, index) => bits & (1 << index)),
);

it.each(CHOICES.map((given) => [given]))(
  'adds missing inputs in the order of the def, to a header with %s',
  (given) => {
    const lines = given.map((name) => `#input: dynamic ${name}\n`).join('');
    let text = `#name: f\n${lines}#output: int sum\ndef f(${PARAMETERS.join(', ')}):\n    return 1\n`;
    for (let left = PARAMETERS.length - given.length; left > 0; left--) {
      const { diagnostics } = parsePython(text);
      expect(diagnostics.map(({ code }) => code)).toEqual(
        Array(left).fill('parameter-without-input'),
      );
      const [edit] = diagnostics.at(-1)?.fix?.edits ?? [];
      if (!edit) throw new Error('there is no fix');
      text = text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
    }
    const { value, diagnostics } = parsePython(text);
    expect(diagnostics).toEqual([]);
    expect(value.functions[0]?.signature.inputs.map(({ name }) => name)).toEqual(PARAMETERS);
  },
);
