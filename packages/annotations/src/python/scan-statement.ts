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
import { reportOpenString, reportUnfinishedDefinition } from './report-statement.ts';
import type { SkipLiteral } from './skip-distrusted.ts';
import { isTripleQuote, skipString } from './skip-string.ts';
import type { Statement } from './statement.ts';
import { beginsNewStatement, needsColon, statementWord } from './statement-words.ts';

/** What reading one statement needs to know and to note. */
export interface StatementContext {
  readonly text: string;
  readonly report: Report;
  readonly brackets: BracketStack;
  /** Skips a string where strings cannot be trusted; `undefined` where they can. */
  readonly skipDistrusted: SkipLiteral | undefined;
  /** Starts of the comment lines since the last code within open brackets. */
  readonly commentLines: number[];
  /** Whether the text ended within a triple-quoted string. */
  endsInString: boolean;
}

// One entry for every code unit, so that no character needs a comparison before its look-up.
const SIGNIFICANT = new Uint8Array(65_536);
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
  let { depth } = brackets;
  scan: while (at < length) {
    const code = text.charCodeAt(at);
    if (SIGNIFICANT[code] === 0) {
      at++;
      continue;
    }
    switch (code) {
      case LINE_FEED:
      case CARRIAGE_RETURN: {
        if (depth === 0) break scan;
        const next = skipLineBreak(text, at);
        if (startsAfresh(context, next)) {
          // An open string may well have taken the bracket that is missing.
          isBroken = brackets.abandon({ isSilent: isBroken });
          break scan;
        }
        at = next;
        break;
      }
      case HASH:
        if (depth === 0) codeEnd = at;
        at = endOfLine(text, at);
        break;
      case DOUBLE_QUOTE:
      case SINGLE_QUOTE: {
        const end = context.skipDistrusted?.(at) ?? skipString(text, at);
        if (end < 0) {
          reportOpenString(context, at);
          context.endsInString ||= ~end >= length && isTripleQuote(text, at);
          isBroken = true;
        }
        at = end < 0 ? ~end : end;
        break;
      }
      case OPEN_PAREN:
      case OPEN_BRACKET:
      case OPEN_BRACE:
        brackets.open(at++);
        depth++;
        break;
      case CLOSE_PAREN:
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        brackets.close(at++);
        depth = brackets.depth;
        break;
      case COLON:
        if (depth === 0 && text.charCodeAt(at + 1) !== EQUALS) colon = at;
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
  if (at >= length && brackets.abandon({ isSilent: isBroken })) isBroken = true;
  if (!isBroken) empty(commentLines);
  const last = trimEnd(text, codeEnd < 0 ? at : codeEnd, start) - 1;
  isBroken ||= word === 'def' && reportUnfinishedDefinition(context, start);
  const lacksColon = !isBroken && colon < 0 && needsColon(word);
  return {
    start,
    end: at,
    column,
    word,
    opensBlock: colon === last,
    colonAt: lacksColon ? last + 1 : -1,
    isBroken: isBroken || lacksColon,
  };
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
    empty(commentLines);
  }
  return false;
}

/** Setting a length takes far longer than asking for it. */
function empty(list: number[]): void {
  if (list.length > 0) list.length = 0;
}

function beginsDefinition(text: string, lineStart: number): boolean {
  const first = skipBlanks(text, lineStart);
  const end = endOfName(text, first);
  if (!isBlank(text.charCodeAt(end))) return false;
  const word = text.slice(first, end);
  return word === 'def' || word === 'class';
}
