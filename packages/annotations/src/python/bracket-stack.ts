import type { Report } from '../diagnostics/reporter.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
} from './characters.ts';

const CLOSERS = new Map([
  [OPEN_PAREN, CLOSE_PAREN],
  [OPEN_BRACKET, CLOSE_BRACKET],
  [OPEN_BRACE, CLOSE_BRACE],
]);

/** The brackets that stand open at one place of a Python text. */
export interface BracketStack {
  /** How many are open. */
  readonly depth: number;
  /** Takes the opening bracket at `at`. */
  open(at: number): void;
  /** Takes the closing bracket at `at`, reporting one that closes nothing or the wrong one. */
  close(at: number): void;
  /** Gives up all open brackets, reporting the innermost unless told not to; whether there was one. */
  abandon(options: { isSilent: boolean }): boolean;
}

/** Follows the brackets of a text. */
export function createBracketStack(text: string, report: Report): BracketStack {
  const open: number[] = [];
  return {
    get depth() {
      return open.length;
    },
    open: (at) => void open.push(at),
    close(at) {
      const opened = open.pop();
      const shown = text[at];
      const span = { start: at, end: at + 1 };
      if (opened === undefined) {
        report(
          'unbalanced-bracket',
          span,
          `Nothing is open that "${shown}" could close: remove it.`,
        );
      } else if (CLOSERS.get(text.charCodeAt(opened)) !== text.charCodeAt(at)) {
        report('unbalanced-bracket', span, {
          message: `"${shown}" does not close "${text[opened]}".`,
          related: [
            { message: `"${text[opened]}" opened here`, span: { start: opened, end: opened + 1 } },
          ],
        });
      }
    },
    abandon({ isSilent }) {
      const innermost = open.at(-1);
      if (innermost === undefined) return false;
      const span = { start: innermost, end: innermost + 1 };
      if (!isSilent) report('unclosed-bracket', span, `"${text[innermost]}" is never closed.`);
      open.length = 0;
      return true;
    },
  };
}
