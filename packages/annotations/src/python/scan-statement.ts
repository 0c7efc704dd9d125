import type { Report } from '../diagnostics/reporter.ts';
import type { BracketStack } from './bracket-stack.ts';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  DOUBLE_QUOTE,
  endOfLine,
  endOfName,
  EQUALS,
  HASH,
  isBlank,
  isLineBreak,
  CARRIAGE_RETURN,
  LINE_FEED,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  SINGLE_QUOTE,
  skipBlanks,
  skipLineBreak,
  trimEnd,
} from './characters.ts';
import { isTripleQuote, prefixStart, skipString } from './skip-string.ts';
import type { Statement } from './statement.ts';
import { beginsNewStatement, needsColon, statementWord } from './statement-words.ts';

/** What reading one statement needs to know and to note. */
export interface StatementContext {
  readonly text: string;
  readonly report: Report;
  readonly brackets: BracketStack;
  readonly commentLines: number[];
}

const SIGNIFICANT = new Uint8Array(128);
for (const code of [
  LINE_FEED,
  CARRIAGE_RETURN,
  HASH,
  DOUBLE_QUOTE,
  SINGLE_QUOTE,
  OPEN_PAREN,
  OPEN_BRACKET,
  OPEN_BRACE,
  CLOSE_PAREN,
  CLOSE_BRACKET,
  CLOSE_BRACE,
  BACKSLASH,
  COLON,
])
  SIGNIFICANT[code] = 1;

/** Reads the statement whose first token is at `start`. */
export function scanStatement(context: StatementContext, start: number, column: number): Statement {
  const { text, report, brackets, commentLines } = context;
  const { length } = text;
  const word = statementWord(text, start);
  let at = start;
  let isBroken = false;
  let colon = -1;
  let codeEnd = -1;
  scan: while (at < length) {
    const code = text.charCodeAt(at);
    if (code > 127 || SIGNIFICANT[code] === 0) {
      at++;
      continue;
    }
    switch (code) {
      case LINE_FEED:
      case CARRIAGE_RETURN: {
        if (brackets.depth === 0) break scan;
        const next = skipLineBreak(text, at);
        if (startsAfresh(context, next)) {
          isBroken = brackets.abandon();
          break scan;
        }
        at = next;
        break;
      }
      case HASH:
        if (brackets.depth === 0) codeEnd = at;
        at = endOfLine(text, at);
        break;
      case DOUBLE_QUOTE:
      case SINGLE_QUOTE: {
        const end = skipString(text, at);
        if (end < 0) {
          reportOpenString(context, at);
          isBroken = true;
        }
        at = end < 0 ? ~end : end;
        break;
      }
      case OPEN_PAREN:
      case OPEN_BRACKET:
      case OPEN_BRACE:
        brackets.open(at++);
        break;
      case CLOSE_PAREN:
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        brackets.close(at++);
        break;
      case COLON:
        if (brackets.depth === 0 && text.charCodeAt(at + 1) !== EQUALS) colon = at;
        at++;
        break;
      default: {
        const next = skipLineBreak(text, at + 1);
        if (next === at + 1) {
          report('stray-backslash', { start: at, end: at + 1 }, STRAY);
          isBroken = true;
        } else if (word !== 'async' && beginsDefinition(text, next)) {
          report('stray-backslash', { start: at, end: at + 1 }, CONTINUES);
          isBroken = true;
          at++;
          break scan;
        }
        at = next;
      }
    }
  }
  if (at >= length && brackets.abandon()) isBroken = true;
  commentLines.length = isBroken ? commentLines.length : 0;
  const last = trimEnd(text, codeEnd < 0 ? at : codeEnd, start) - 1;
  if (colon < 0 && !isBroken && needsColon(word)) {
    reportMissingColon(context, word, { start, end: last + 1 });
    isBroken = true;
  }
  return { start, end: at, column, word, opensBlock: colon === last, isBroken };
}

const STRAY = 'A backslash continues a line only as its last character: remove it.';
const CONTINUES = 'The backslash continues this line, but the next one is a definition: remove it.';

/** Whether, within open brackets, the line at `lineStart` can only be a statement of its own. */
function startsAfresh({ text, commentLines }: StatementContext, lineStart: number): boolean {
  const first = skipBlanks(text, lineStart);
  const code = text.charCodeAt(first);
  if (code === HASH) commentLines.push(lineStart);
  else if (!isLineBreak(code) && first < text.length) {
    if (beginsNewStatement(text, first)) return true;
    commentLines.length = 0;
  }
  return false;
}

function beginsDefinition(text: string, lineStart: number): boolean {
  const first = skipBlanks(text, lineStart);
  const end = endOfName(text, first);
  if (!isBlank(text.charCodeAt(end))) return false;
  const word = text.slice(first, end);
  return word === 'def' || word === 'class';
}

function reportOpenString({ text, report }: StatementContext, quoteAt: number): void {
  const triple = isTripleQuote(text, quoteAt);
  const quote = text.slice(quoteAt, quoteAt + (triple ? 3 : 1));
  const start = prefixStart(text, quoteAt);
  const where = triple ? 'before the end of the file' : 'on its line';
  const span = { start, end: triple ? quoteAt + 3 : endOfLine(text, quoteAt) };
  report('unterminated-string', span, `This string is not closed ${where}: add ${quote}.`);
}

function reportMissingColon(
  { report }: StatementContext,
  word: string,
  { start, end }: { start: number; end: number },
): void {
  report('missing-colon', { start, end }, `This "${word}" line has no colon at its end: add ":".`, {
    fix: { title: 'Add ":"', edits: [{ span: { start: end, end }, newText: ':' }] },
  });
}
