import type { Statement } from './statement.ts';
import { needsColon } from './statement-words.ts';

/** Whether a statement returns a value itself or, as `if x: return y`, on its own line. */
export function returnsValue(text: string, { start, end, word, opensBlock }: Statement): boolean {
  if (word === 'return') return end > start + 'return'.length;
  if (opensBlock || word === '' || !(needsColon(word) || word === 'case')) return false;
  return /[:;]\s*return\b/.test(text.slice(start, end));
}
