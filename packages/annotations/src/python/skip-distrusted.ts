import { endOfLine } from './characters.ts';
import { isTripleQuote, skipString } from './skip-string.ts';

/** Skips one string literal: the contract is that of `skipString`. */
export type SkipLiteral = (quoteAt: number) => number;

/** A line that begins a definition or a header: hardly ever the text of a string. */
const NEW_PART = /[\r\n](?:(?:async[ \t]+)?def[ \t]|class[ \t]|@|#[ \t]*name[ \t]*:)/;

/**
 * Skips the strings of a text in which a triple-quoted one is known to be open, so that every
 * literal behind it begins where it should end. The first that swallows a definition is taken for
 * the open one and left at the end of its line; from there on the quotes fit again.
 */
export function createDistrustfulSkip(text: string): SkipLiteral {
  let mayResume = true;
  return (quoteAt) => {
    const end = skipString(text, quoteAt);
    if (!isTripleQuote(text, quoteAt)) return end;
    if (end >= 0) return NEW_PART.test(text.slice(quoteAt, end)) ? ~endOfLine(text, quoteAt) : end;
    // Once only: each look for a missing end takes the rest of the text.
    const resumes = mayResume;
    mayResume = false;
    return resumes ? ~endOfLine(text, quoteAt) : end;
  };
}
