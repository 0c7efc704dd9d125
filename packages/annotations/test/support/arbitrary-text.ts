import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';

const FOLDER = new URL('../../src/corpus/', import.meta.url);

/** The Python files that the parser is tested with. */
export const CORPUS: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.py'))
  .map((name) => readFileSync(new URL(name, FOLDER), 'utf8'));

const piece = fc.oneof(
  fc.constantFrom(
    ...['int x', 'list<', 'list<int> y', ' = ', '{', '}', '[', ']', '(', ')', '"', "'", '"a"'],
    ...[':', ';', ',', ' ', '\t', '\f', '\\', '#', 'min: 1', '{a: 1; b}', '[text]', '\ufeff'],
    ...['é', '\ud800', '\u2028', '\u00a0', '=', '>', '[1, 2]', '{"a": 1}', 'meta.', '-', '\0'],
  ),
  fc.string({ maxLength: 3 }),
);
const value = fc
  .array(piece, { maxLength: 12 })
  .map((parts) => parts.join('').replace(/[\r\n]/g, ''));
const tag = fc.constantFrom(
  ...['input', 'input', 'output', 'description', 'tags', 'meta.a', 'inputs', 'test', 'language'],
);
const blank = fc.constantFrom('', '', ' ', '\t', '\f ');
const lineBreak = fc.constantFrom('\n', '\n', '\r\n', '\r');

const line = fc
  .tuple(blank, blank, tag, blank, value, lineBreak)
  .map(([left, inner, name, right, text, end]) => `${left}#${inner}${name}${right}:${text}${end}`);

/** A `def` under a header of lines that may say anything. */
export const headedText: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom('', '\ufeff'), fc.array(line, { maxLength: 6 }), lineBreak)
  .map(([mark, lines, end]) => `${mark}#name: f${end}${lines.join('')}def f(x):${end}    return x`);

/** A file of the corpus, with up to eight characters replaced by a piece that means something. */
export const mutatedText: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...CORPUS), fc.nat(), fc.nat(8), piece)
  .map(([whole, place, removed, inserted]) => {
    const at = place % (whole.length + 1);
    return whole.slice(0, at) + inserted + whole.slice(at + removed);
  });
