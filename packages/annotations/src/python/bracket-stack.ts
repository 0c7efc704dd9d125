import type { Report } from '../diagnostics/reporter.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
} from './characters.ts';

const CLOSERS = new Uint8Array(128);
CLOSERS[OPEN_PAREN] = CLOSE_PAREN;
CLOSERS[OPEN_BRACKET] = CLOSE_BRACKET;
CLOSERS[OPEN_BRACE] = CLOSE_BRACE;

/** The brackets that stand open at one place of a Python text. */
export class BracketStack {
  readonly #text: string;
  readonly #report: Report;
  readonly #open: number[] = [];

  constructor(text: string, report: Report) {
    this.#text = text;
    this.#report = report;
  }

  /** How many are open. */
  get depth(): number {
    return this.#open.length;
  }

  /** Takes the opening bracket at `at`. */
  open(at: number): void {
    this.#open.push(at);
  }

  /** Takes the closing bracket at `at`, reporting one that closes nothing or the wrong one. */
  close(at: number): void {
    const text = this.#text;
    const opened = this.#open.pop();
    if (opened === undefined) {
      const message = `Nothing is open that "${text[at]}" could close: remove it.`;
      this.#report('unbalanced-bracket', { start: at, end: at + 1 }, message);
    } else if (CLOSERS[text.charCodeAt(opened)] !== text.charCodeAt(at)) {
      const related = {
        message: `"${text[opened]}" opened here`,
        span: { start: opened, end: opened + 1 },
      };
      const message = `"${text[at]}" does not close "${text[opened]}".`;
      const span = { start: at, end: at + 1 };
      this.#report('unbalanced-bracket', span, { message, related: [related] });
    }
  }

  /** Gives up all open brackets, reporting the innermost unless told not to; whether there was one. */
  abandon({ isSilent }: { isSilent: boolean }): boolean {
    const innermost = this.#open.at(-1);
    if (innermost === undefined) return false;
    const span = { start: innermost, end: innermost + 1 };
    if (!isSilent)
      this.#report('unclosed-bracket', span, `"${this.#text[innermost]}" is never closed.`);
    this.#open.length = 0;
    return true;
  }
}
