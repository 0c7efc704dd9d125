import { locate, type Located } from '../diagnostics/located.ts';
import { endOfName, skipBlanks } from './characters.ts';
import type { Statement } from './statement.ts';

/** The name that a `def`, `async def`, `class` or assignment gives; empty where none is written. */
export function definedName(
  text: string,
  { start, word }: Pick<Statement, 'start' | 'word'>,
): Located {
  const afterWord = (at: number): number => skipBlanks(text, endOfName(text, at));
  let at = start;
  if (word === 'def' || word === 'class') {
    at = afterWord(at);
    if (text.startsWith('async', start)) at = afterWord(at);
  }
  return locate(text, at, endOfName(text, at));
}
