import { COLON, COMMA, endOfName, isBlank, skipBlanks, trimEnd } from '../python/characters.ts';
import { optionWords } from '../model/option-table.ts';
import { replaceBy } from '../diagnostics/reporter.ts';
import { skipPair } from './find-pairs.ts';
import type { ParameterInput } from './lex-parameter.ts';
import { Colon, OptionKey, OptionValue, Separator } from './tokens.ts';

const SEMICOLON = 59;

/** Reads the options between `start` and `end`, the offsets inside their braces. */
export function lexOptions(input: ParameterInput, start: number, end: number): void {
  const { text, push } = input;
  let at = start;
  while (at < end) {
    const next = endOfOption(input, at, end);
    lexOption(input, at, next);
    if (next < end) {
      push(Separator, next, next + 1);
      if (text.charCodeAt(next) === COMMA) reportComma(input, next);
    }
    at = next + 1;
  }
}

/** The offset of the `;` that ends the option at `start`, or of a `,` that was meant as one. */
function endOfOption({ text, pairs }: ParameterInput, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === SEMICOLON || (code === COMMA && startsOption(text, at + 1, end))) return at;
    at = skipPair(text, pairs, at);
  }
  return end;
}

/** Whether what stands behind a comma is an option and not the next part of a value. */
function startsOption(text: string, at: number, end: number): boolean {
  const start = skipBlanks(text, at);
  const keyEnd = endOfName(text, start);
  const colon = skipBlanks(text, keyEnd);
  if (keyEnd === start || colon >= end || text.charCodeAt(colon) !== COLON) return false;
  // `format: d, HH:mm` goes on behind its comma; `min: 0, max:10` does not.
  return isBlank(text.charCodeAt(colon + 1)) || optionWords(text, start, keyEnd) !== undefined;
}

function lexOption({ text, push }: ParameterInput, start: number, end: number): void {
  const keyStart = Math.min(skipBlanks(text, start), end);
  const last = trimEnd(text, end, keyStart);
  if (last === keyStart) return;
  let colon = keyStart;
  while (colon < last && text.charCodeAt(colon) !== COLON) colon++;
  const keyEnd = trimEnd(text, colon, keyStart);
  if (keyEnd > keyStart) push(OptionKey, keyStart, keyEnd);
  if (colon === last) return;
  push(Colon, colon, colon + 1);
  const valueStart = Math.min(skipBlanks(text, colon + 1), last);
  if (valueStart < last) push(OptionValue, valueStart, last);
}

function reportComma({ report }: ParameterInput, at: number): void {
  const span = { start: at, end: at + 1 };
  report('comma-separator', span, {
    message: 'Options are separated by ";": this "," is read as one.',
    fix: replaceBy(span, ';', 'Change "," to ";"'),
  });
}
