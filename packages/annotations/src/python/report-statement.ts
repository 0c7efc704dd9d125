import { replaceBy, type Report } from '../diagnostics/reporter.ts';
import { BACKSLASH, endOfLine, OPEN_BRACKET, OPEN_PAREN, skipBlanks } from './characters.ts';
import { definedSpan } from './defined-name.ts';
import type { StatementContext } from './scan-statement.ts';
import { isTripleQuote, prefixStart } from './skip-string.ts';
import type { Statement } from './statement.ts';

/** Reports the string that begins at `quoteAt` and is not closed. */
export function reportOpenString({ text, report }: StatementContext, quoteAt: number): void {
  const triple = isTripleQuote(text, quoteAt);
  const quote = text.slice(quoteAt, quoteAt + (triple ? 3 : 1));
  const start = prefixStart(text, quoteAt);
  const where = triple ? 'before the end of the file' : 'on its line';
  const span = { start, end: triple ? quoteAt + 3 : endOfLine(text, quoteAt) };
  report('unterminated-string', span, `This string is not closed ${where}: add ${quote}.`);
}

/** Reports a statement without the colon that its block needs; one that `hasBlock` gets it by a fix. */
export function reportMissingColon(
  { start, colonAt, word }: Statement,
  hasBlock: boolean,
  report: Report,
): void {
  report(
    'missing-colon',
    { start, end: colonAt },
    {
      message: `This "${word}" line has no colon at its end: add ":".`,
      fix: hasBlock ? replaceBy({ start: colonAt, end: colonAt }, ':', 'Add ":"') : undefined,
    },
  );
}

/** Reports a `def` without a name or a parameter list; whether it was one. */
export function reportUnfinishedDefinition(
  { text, report }: StatementContext,
  start: number,
): boolean {
  const name = definedSpan(text, start, 'def');
  const next = text.charCodeAt(skipBlanks(text, name.end));
  const isNamed = name.end > name.start && (next === OPEN_PAREN || next === OPEN_BRACKET);
  if (isNamed || next === BACKSLASH) return false;
  const message = 'This "def" is not finished: write it as "def name(parameters):".';
  report('unfinished-definition', { start, end: endOfLine(text, start) }, message);
  return true;
}
