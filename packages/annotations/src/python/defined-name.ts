import type { Span } from '@celeriac/diagnostic';
import { locate, type Located } from '../diagnostics/located.ts';
import { endOfName, skipBlanks } from './characters.ts';
import type { Statement } from './statement.ts';

/** The name that a `def`, `async def`, `class` or assignment gives; empty where none is written. */
export function definedName(text: string, statement: Pick<Statement, 'start' | 'word'>): Located {
  const { start, end } = definedSpan(text, statement.start, statement.word);
  return locate(text, start, end);
}

/** Where that name stands. */
export function definedSpan(text: string, start: number, word: string): Span {
  const afterWord = (at: number): number => skipBlanks(text, endOfName(text, at));
  let at = start;
  if (word === 'def' || word === 'class') {
    at = afterWord(at);
    if (text.startsWith('async', start)) at = afterWord(at);
  }
  return { start: at, end: endOfName(text, at) };
}
