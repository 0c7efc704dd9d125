import type { Report } from '../diagnostics/reporter.ts';
import { endOfLine, FORM_FEED, SPACE, TAB } from './characters.ts';
import { reportMissingColon } from './report-statement.ts';
import type { Statement } from './statement.ts';

const TAB_WIDTH = 8;

/** The column at which the text of a line begins, tabs counted as Python counts them. */
export function columnOf(text: string, lineStart: number, at: number): number {
  let column = 0;
  for (let offset = lineStart; offset < at; offset++) {
    const code = text.charCodeAt(offset);
    if (code === SPACE) {
      column++;
      continue;
    }
    if (code === FORM_FEED) column = 0;
    else if (code === TAB) column += TAB_WIDTH - (column % TAB_WIDTH);
    else column++;
  }
  return column;
}

/** Checks that blocks are indented; statements are handed to it in their order. */
export interface IndentationCheck {
  statement(statement: Statement): void;
  /** Takes the end of the text. */
  end(): void;
}

/**
 * Makes a check that reports `missing-colon`, and `bad-indentation` but for what follows a statement
 * that is broken.
 */
export function createIndentationCheck(text: string, report: Report): IndentationCheck {
  const columns = [0];
  let before: Statement | undefined;
  const complain = (statement: Statement, message: string): void => {
    const end = Math.min(statement.end, endOfLine(text, statement.start));
    const span = { start: statement.start, end };
    report('bad-indentation', span, message);
  };
  /** What follows tells whether a line without its colon has a block: the next line's column. */
  const reportColon = (column: number): void => {
    if (before && before.colonAt >= 0) reportMissingColon(before, column > before.column, report);
  };
  return {
    statement(statement) {
      const { column } = statement;
      const expected = before?.opensBlock ?? false;
      const tolerant = before?.isBroken ?? false;
      reportColon(column);
      before = statement;
      if (column > (columns.at(-1) ?? 0)) {
        columns.push(column);
        if (!expected && !tolerant)
          complain(statement, 'This line is indented, but no block begins above it: dedent it.');
        return;
      }
      if (expected && !tolerant)
        complain(statement, 'A block is expected here: indent this line under the line above it.');
      while (column < (columns.at(-1) ?? 0)) columns.pop();
      if (column > (columns.at(-1) ?? 0)) {
        columns.push(column);
        complain(statement, 'This line is indented like no block around it: align it with one.');
      }
    },
    end() {
      reportColon(0);
      if (before?.opensBlock && !before.isBroken)
        complain(before, 'This line begins a block, but nothing stands in it: give it a body.');
    },
  };
}
