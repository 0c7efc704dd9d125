import { readdirSync, readFileSync } from 'node:fs';
import { checkPython, parsePython, parseScript, type ScriptLanguage } from '@celeriac/annotations';
import type { Diagnostic } from '@celeriac/diagnostic';
import { createRandom, type Random } from './random.ts';

const CORPUS = new URL('../../src/corpus/', import.meta.url);
const LANGUAGES: readonly ScriptLanguage[] = ['r', 'julia', 'octave', 'javascript', 'sql'];
const LONGEST_MS = 2_000;

/** Pieces that mean something to a lexer, put where they do not belong. */
const PIECES = [
  ...['#name: a', '#input: int x', '#output: ', '#test: a(1) == 2', '#language: r', '#meta.a: b'],
  ...[
    'def f(',
    'async def f[T](x, /, *, y=1) -> int:',
    'class A:',
    '@a(b=1)',
    'lambda: ',
    'return',
  ],
  ...[
    '"',
    "'",
    '"""',
    "'''",
    'f"{',
    'rb"',
    't"""{x!r:>{w}}',
    '\\',
    '\\\n',
    '\r',
    '\n',
    '\r\n',
    '\t',
  ],
  ...['(', ')', '[', ']', '{', '}', ':', ';', ',', '=', '<', '>', '->', '{a: 1; b: [1]}', '[text]'],
  ...['\ufeff', '\u2028', '\ud800', 'ﬁ', 'é', '\0', '\f', '9'.repeat(400), '//', '--', '/*', '*/'],
];

/** What was tried, and the first text that broke a promise of the parser. */
export interface FuzzResult {
  readonly tried: number;
  readonly failure?: { readonly text: string; readonly problem: string };
}

/**
 * Parses texts made from our corpus by chance until one breaks a promise, `most` have been tried or
 * `until` (by `performance.now()`) has come. The same seed makes the same texts.
 */
export function fuzzParser(seed: number, { most = Infinity, until = Infinity }): FuzzResult {
  const random = createRandom(seed);
  const corpus = readdirSync(CORPUS)
    .filter((name) => name.endsWith('.py'))
    .map((name) => readFileSync(new URL(name, CORPUS), 'utf8'));
  let tried = 0;
  while (tried < most && performance.now() < until) {
    const text = mutate(corpus, random);
    tried++;
    const problem = findProblem(text);
    if (problem !== undefined) return { tried, failure: { text, problem } };
  }
  return { tried };
}

function mutate(corpus: readonly string[], random: Random): string {
  let text = random.pick(corpus);
  for (let changes = random.below(12); changes >= 0; changes--) {
    const at = random.below(text.length + 1);
    const end = Math.min(at + random.below(40), text.length);
    const kind = random.below(5);
    if (kind === 0) text = text.slice(0, at) + text.slice(end);
    else if (kind === 1) text = text.slice(0, at) + random.pick(PIECES) + text.slice(at);
    else if (kind === 2) text = text.slice(0, at) + text.slice(at, end).repeat(3) + text.slice(at);
    else if (kind === 3) text = text.slice(0, at);
    else text = text.slice(0, at) + random.pick(corpus).slice(at, at + 200) + text.slice(end);
  }
  return text;
}

/** The promise that a parse of the text breaks. */
function findProblem(text: string): string | undefined {
  const began = performance.now();
  try {
    const parsed = parsePython(text);
    const again = parsePython(text);
    if (JSON.stringify(parsed) !== JSON.stringify(again)) return 'it is parsed in two ways';
    const scripts = LANGUAGES.map((language) => parseScript(text, { language }));
    const diagnostics = [parsed, ...scripts].flatMap((result) => result.diagnostics);
    for (const diagnostic of [...diagnostics, ...checkPython(text)]) {
      const problem = findBadSpan(diagnostic, text.length);
      if (problem !== undefined) return problem;
    }
    for (const { header, nameSpan, definition } of parsed.value.functions) {
      if (header.lines.some(({ tag }) => text.slice(tag.span.start, tag.span.end) !== tag.text))
        return 'a tag is not where it says';
      if (text.slice(nameSpan.start, nameSpan.end).normalize('NFKC') !== definition)
        return 'a def is not where it says';
    }
  } catch (error) {
    return `it throws ${String(error)}`;
  }
  const took = performance.now() - began;
  return took > LONGEST_MS ? `it takes ${Math.round(took)} ms` : undefined;
}

function findBadSpan({ code, span, fix, related }: Diagnostic, length: number): string | undefined {
  const spans = [
    span,
    ...(fix?.edits.map((edit) => edit.span) ?? []),
    ...(related?.map((place) => place.span) ?? []),
  ];
  const isBad = spans.some((at) => at && (at.start < 0 || at.end < at.start || at.end > length));
  return isBad ? `a span of ${code} lies outside of the text` : undefined;
}
