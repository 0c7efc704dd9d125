import { locate, type Located } from '../diagnostics/located.ts';
import { parseLiteral } from '../literal/parse-literal.ts';
import { createPairFinder, skipPair } from '../parameter/find-pairs.ts';
import {
  COLON,
  COMMA,
  endOfName,
  EQUALS,
  OPEN_PAREN,
  skipBlanks,
  trimEnd,
} from '../python/characters.ts';
import type { AnnotatedTest, TestArgument, TestExpectation } from './test-line.ts';

const findPairs = createPairFinder();

/** Where and why a line is no test. */
export interface TestMistake {
  readonly mistake: string;
  readonly start: number;
  readonly end: number;
}

/** Parses the value of a `test` tag: `name(literals)`, then nothing, `== literal` or `raises Type`. */
export function parseTestLine(
  text: string,
  { start, end }: { start: number; end: number },
): AnnotatedTest | TestMistake {
  let at = start;
  let nameEnd = endOfName(text, at);
  // `Plugin:add(…)` is `add(…)`.
  if (text.charCodeAt(nameEnd) === COLON) nameEnd = endOfName(text, (at = nameEnd + 1));
  const open = skipBlanks(text, nameEnd);
  const pairs = findPairs(text, open, end);
  const close = pairs.partnerOf(open);
  if (nameEnd === at || text.charCodeAt(open) !== OPEN_PAREN || close < 0)
    return { mistake: 'A test is a call, as in add(1, 2) == 3.', start, end };
  const read: TestArgument[] = [];
  for (let from = open + 1; from < close;) {
    let to = from;
    while (to < close && text.charCodeAt(to) !== COMMA) to = skipPair(text, pairs, to);
    const argument = readArgument(text, from, Math.min(to, close));
    if (argument === undefined) {
      const first = Math.min(skipBlanks(text, from), close);
      const last = trimEnd(text, Math.min(to, close), first);
      // A comma may stand behind the last argument.
      if (to < close || last > first || read.length === 0) {
        const shown = text.slice(first, last);
        const what = shown === '' ? 'An argument is missing' : `"${shown}" is no literal`;
        return { mistake: `${what}: only literals are passed.`, start, end };
      }
    } else read.push(argument);
    from = to + 1;
  }
  const expected = readExpectation(text, skipBlanks(text, close + 1), end);
  if (expected === 'wrong')
    return {
      mistake: 'Behind the call stands nothing, "== literal" or "raises TypeName".',
      start: close + 1,
      end,
    };
  const callee = locate(text, at, nameEnd);
  return { span: { start, end }, callee, arguments: read, ...(expected && { expected }) };
}

function readArgument(text: string, from: number, to: number): TestArgument | undefined {
  let start = Math.min(skipBlanks(text, from), to);
  const nameEnd = endOfName(text, start);
  const equals = skipBlanks(text, nameEnd);
  let name: Located | undefined;
  if (nameEnd > start && equals < to && text.charCodeAt(equals) === EQUALS) {
    name = locate(text, start, nameEnd);
    start = Math.min(skipBlanks(text, equals + 1), to);
  }
  const end = trimEnd(text, to, start);
  const literal = parseLiteral(text.slice(start, end));
  return literal && { ...(name && { name }), value: literal.value, span: { start, end } };
}

function readExpectation(
  text: string,
  start: number,
  end: number,
): TestExpectation | 'wrong' | undefined {
  if (start >= end) return undefined;
  if (text.startsWith('==', start)) {
    const from = skipBlanks(text, start + 2);
    const literal = parseLiteral(text.slice(from, end));
    return literal ? { kind: 'equals', value: literal.value, span: { start: from, end } } : 'wrong';
  }
  const type = /^raises[ \t]+([\w.]+)$/.exec(text.slice(start, end))?.[1];
  return type === undefined
    ? 'wrong'
    : { kind: 'raises', type: locate(text, end - type.length, end) };
}
