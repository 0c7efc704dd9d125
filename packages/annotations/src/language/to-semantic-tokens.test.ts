import { expect, it } from 'vitest';
import { SEMANTIC_TOKENS_LEGEND, toSemanticTokens } from './index.ts';

/** The tokens with their texts, decoded as an editor does. */
function decode(text: string): readonly string[] {
  const lines = text.split(/\r\n|\n/);
  const { data } = toSemanticTokens(text);
  const tokens: string[] = [];
  let [line, character] = [0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [lineDelta = 0, delta = 0, length = 0, type = 0, modifiers = 0] = data.slice(at, at + 5);
    character = lineDelta === 0 ? character + delta : delta;
    line += lineDelta;
    const told = `${SEMANTIC_TOKENS_LEGEND.tokenTypes[type]}${modifiers === 1 ? '!' : ''}`;
    tokens.push(`${told} ${lines[line]?.slice(character, character + length)}`);
  }
  return tokens;
}

it('tells what every part of a header is', () => {
  const text = `x = 1
#name: add
#tags: a, b
#input: list<string> names = ["a"] {min: 1; nullable: true; caption: All} [Some]
# prose: here
#input: bool b = true
#input: double y = 2.5
#output: int
def add(names, b, y):
    return 1
`;
  expect(decode(text.replaceAll('\n', '\r\n'))).toEqual([
    'keyword name',
    'function! add',
    'keyword tags',
    'string a, b',
    ...['keyword input', 'type list', 'type string', 'parameter! names', 'string ["a"]'],
    ...['property min', 'number 1', 'property nullable', 'keyword true', 'property caption'],
    ...['string All', 'comment Some'],
    ...['keyword input', 'type bool', 'parameter! b', 'keyword true'],
    ...['keyword input', 'type double', 'parameter! y', 'number 2.5'],
    ...['keyword output', 'type int'],
  ]);
});

it('leaves code to others', () => {
  expect(toSemanticTokens('x = 1  # name: y\ndef f():\n    pass\n')).toEqual({ data: [] });
});
