import type { Span } from '@celeriac/diagnostic';
import { locate, type Located } from '../../diagnostics/located.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  endOfLine,
  endOfName,
  HASH,
  isNamePart,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
} from '../../python/characters.ts';
import { isQuote, prefixStart, skipString } from '../../python/skip-string.ts';
import { findFields } from './find-fields.ts';

/** A name or keyword in Python code. */
export interface FoundName extends Located {
  /** Whether it stands behind a dot: `.x`. */
  readonly isAttribute: boolean;
  /** Whether it names an argument of a call: `f(x=1)`. */
  readonly isKeywordArgument: boolean;
}

const DEEPEST = 20;

/**
 * Finds the names and keywords of Python code between two offsets, in order: outside of strings and
 * comments, but within the replacement fields of f-strings. Numbers are none.
 */
export function findNames(text: string, { start, end }: Span, depth = 0): readonly FoundName[] {
  const names: FoundName[] = [];
  const brackets: number[] = [];
  // Brackets around each lambda whose parameters are being read.
  const lambdas: number[] = [];
  let before = '';
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    const character = text[at] ?? '';
    if (isQuote(code)) {
      const behind = skipString(text, at);
      const stringEnd = Math.min(behind < 0 ? ~behind : behind, end);
      const prefix = text.slice(prefixStart(text, at), at);
      if (/[ft]/i.test(prefix) && depth < DEEPEST) {
        if (names.at(-1)?.span.end === at) names.pop();
        for (const field of findFields(text, at, stringEnd))
          names.push(...findNames(text, field, depth + 1));
      } else if (prefix !== '' && names.at(-1)?.span.end === at) names.pop();
      at = Math.max(stringEnd, at + 1);
      before = '"';
    } else if (isNamePart(code)) {
      const nameEnd = Math.min(endOfName(text, at), end);
      const isNumber = code >= 48 && code <= 57;
      const word = locate(text, at, nameEnd);
      if (word.text === 'lambda') lambdas.push(brackets.length);
      const inCall = brackets.at(-1) === OPEN_PAREN && (before === '(' || before === ',');
      const isKeywordArgument =
        inCall && lambdas.at(-1) !== brackets.length && isAssigned(text, nameEnd, end);
      if (!isNumber) names.push({ ...word, isAttribute: before === '.', isKeywordArgument });
      before = isNumber ? '0' : 'a';
      at = nameEnd;
    } else {
      if (code === HASH) {
        at = endOfLine(text, at);
        continue;
      }
      if (code === OPEN_PAREN || code === OPEN_BRACKET || code === OPEN_BRACE) brackets.push(code);
      else if (code === CLOSE_PAREN || code === CLOSE_BRACKET || code === CLOSE_BRACE) {
        brackets.pop();
        while ((lambdas.at(-1) ?? -1) > brackets.length) lambdas.pop();
      } else if (character === ':' && lambdas.at(-1) === brackets.length) lambdas.pop();
      if (!/\s|\\/.test(character)) before = character;
      else if (brackets.length === 0 && /[\r\n]/.test(character) && before !== '.') before = '';
      at++;
    }
  }
  return names;
}

/** Whether `=`, but not `==`, follows. */
function isAssigned(text: string, at: number, end: number): boolean {
  let next = at;
  while (next < end && /[\s\\]/.test(text[next] ?? '')) next++;
  return text[next] === '=' && text[next + 1] !== '=';
}
