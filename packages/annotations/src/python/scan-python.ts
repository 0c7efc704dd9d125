import type { Report } from '../diagnostics/reporter.ts';
import { BracketStack } from './bracket-stack.ts';
import {
  BACKSLASH,
  BYTE_ORDER_MARK,
  endOfFeedLine,
  endOfLine,
  HASH,
  isLineBreak,
  skipBlanks,
  skipLineBreak,
} from './characters.ts';
import { columnOf, createIndentationCheck } from './indentation.ts';
import { scanStatement, type StatementContext } from './scan-statement.ts';
import { createDistrustfulSkip } from './skip-distrusted.ts';
import type { PythonVisitor } from './statement.ts';

/** How a text is read. */
export interface ScanOptions {
  readonly report: Report;
  /** Whether a string that holds a definition is taken for one that is not closed. */
  readonly distrustsStrings?: boolean;
}

/**
 * Reads a Python text once, handing its comment lines and its statements to `visitor`, and reports
 * what no Python could be: open strings and brackets, missing colons, broken blocks.
 *
 * Comments within brackets are ordinary ones, unless the bracket turns out never to be closed.
 * Tells whether the text ends within a triple-quoted string, and so should be read again with
 * distrust.
 */
export function scanPython(
  text: string,
  visitor: PythonVisitor,
  { report, distrustsStrings = false }: ScanOptions,
): { readonly endsInString: boolean } {
  const context: StatementContext = {
    text,
    report,
    brackets: new BracketStack(text, report),
    skipDistrusted: distrustsStrings ? createDistrustfulSkip(text) : undefined,
    commentLines: [],
    endsInString: false,
  };
  const indentation = createIndentationCheck(text, report);
  const endOfComment = text.includes('\r') ? endOfLine : endOfFeedLine;
  const comment = (lineStart: number, hash: number): number => {
    const end = endOfComment(text, hash);
    visitor.comment(hash, end, columnOf(text, lineStart, hash));
    return end;
  };
  let at = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  while (at < text.length) {
    const first = skipBlanks(text, at);
    const code = text.charCodeAt(first);
    if (first >= text.length) break;
    if (isLineBreak(code)) at = skipLineBreak(text, first);
    else if (code === HASH) at = skipLineBreak(text, comment(at, first));
    else if (code === BACKSLASH && isLineBreak(text.charCodeAt(first + 1)))
      at = skipLineBreak(text, first + 1);
    else {
      const statement = scanStatement(context, first, columnOf(text, at, first));
      indentation.statement(statement);
      visitor.statement(statement);
      if (context.commentLines.length > 0)
        for (const line of context.commentLines.splice(0)) comment(line, skipBlanks(text, line));
      at = skipLineBreak(text, statement.end);
    }
  }
  indentation.end();
  return { endsInString: context.endsInString };
}
