import { endOfName, isNamePart, skipBlanks } from './characters.ts';

/** Words that can only begin a statement: inside open brackets they show that one was not closed. */
const ONLY_STATEMENTS = new Set([
  'assert',
  'break',
  'class',
  'continue',
  'def',
  'del',
  'elif',
  'except',
  'finally',
  'global',
  'import',
  'nonlocal',
  'pass',
  'raise',
  'return',
  'try',
  'while',
  'with',
]);

/** Words whose statement needs a colon before its body. */
const BLOCK_OPENERS = new Set([
  'class',
  'def',
  'elif',
  'else',
  'except',
  'finally',
  'for',
  'if',
  'try',
  'while',
  'with',
]);

const AT_SIGN = 64;

/** Every word that tells what a statement is, by the code of its first letter. */
const WORDS_BY_LETTER: (readonly string[] | undefined)[] = [];
for (const word of [...ONLY_STATEMENTS, ...BLOCK_OPENERS, 'async', 'case']) {
  const known = WORDS_BY_LETTER[word.charCodeAt(0)] ?? [];
  if (!known.includes(word)) WORDS_BY_LETTER[word.charCodeAt(0)] = [...known, word];
}

/** The word of a statement that stands at `at`; `''` for every other name. */
function wordAt(text: string, at: number): string {
  const candidates = WORDS_BY_LETTER[text.charCodeAt(at)];
  if (candidates === undefined) return '';
  for (const word of candidates)
    if (text.startsWith(word, at) && !isNamePart(text.charCodeAt(at + word.length))) return word;
  return '';
}

/** The word that says what a statement is: `def` of `async def`, `@` of a decorator; mostly `''`. */
export function statementWord(text: string, at: number): string {
  if (text.charCodeAt(at) === AT_SIGN) return '@';
  const word = wordAt(text, at);
  return word === 'async' ? wordAt(text, skipBlanks(text, endOfName(text, at))) : word;
}

/** Whether a line that begins at `at` must be a new statement, whatever stands open before it. */
export function beginsNewStatement(text: string, at: number): boolean {
  const word = wordAt(text, at);
  if (word === '') return false;
  if (word !== 'async') return ONLY_STATEMENTS.has(word);
  const next = statementWord(text, at);
  return next === 'def' || next === 'with';
}

/** Whether a statement of this word needs a colon. */
export function needsColon(word: string): boolean {
  return word !== '' && BLOCK_OPENERS.has(word);
}
