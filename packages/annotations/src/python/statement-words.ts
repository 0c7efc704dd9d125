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

const LONGEST = 8;

/** The name at `at`, where it is no longer than the longest word of a statement; `''` otherwise. */
function wordAt(text: string, at: number): string {
  let end = at;
  while (end - at <= LONGEST && isNamePart(text.charCodeAt(end))) end++;
  return end - at > LONGEST ? '' : text.slice(at, end);
}

/** The word that says what a statement is: `def` of `async def`, `@` of a decorator. */
export function statementWord(text: string, at: number): string {
  if (text[at] === '@') return '@';
  const word = wordAt(text, at);
  return word === 'async' ? wordAt(text, skipBlanks(text, endOfName(text, at))) : word;
}

/** Whether a line that begins at `at` must be a new statement, whatever stands open before it. */
export function beginsNewStatement(text: string, at: number): boolean {
  const word = wordAt(text, at);
  if (word !== 'async') return ONLY_STATEMENTS.has(word);
  const next = statementWord(text, at);
  return next === 'def' || next === 'with';
}

/** Whether a statement of this word needs a colon. */
export function needsColon(word: string): boolean {
  return BLOCK_OPENERS.has(word);
}
