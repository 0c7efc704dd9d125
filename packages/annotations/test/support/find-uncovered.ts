import type { Span } from '@celeriac/diagnostic';

/** A token as far as its coverage goes. */
interface Token {
  readonly kind: string;
  readonly span: Span;
}

/**
 * The first place at which tokens do not divide the lines that hold them: a gap, an overlap, an empty
 * token, a line break within one, or a blank one with something in it.
 */
export function findUncovered(text: string, tokens: readonly Token[]): string | undefined {
  let at = 0;
  for (const { kind, span } of tokens) {
    const content = text.slice(span.start, span.end);
    const where = `${kind} at ${span.start}`;
    if (span.end <= span.start) return `${where} is empty`;
    if (/[\r\n]/.test(content)) return `${where} goes over a line break`;
    if (kind === 'blank' && !/^\ufeff?[ \t\f]*$/.test(content)) return `${where} is not blank`;
    if (span.start < at) return `${where} overlaps the one before`;
    if (span.start > at && !isBetweenLines(text, at, span.start)) return `a gap before ${where}`;
    at = span.end;
  }
  return isBetweenLines(text, at, text.length) ? undefined : `a gap at ${at}`;
}

/** Whether whole lines stand between two offsets, or nothing at all. */
function isBetweenLines(text: string, start: number, end: number): boolean {
  const startsLine = start === 0 || start === text.length || /[\r\n]/.test(text[start] ?? '');
  return startsLine && (end === text.length || /[\r\n]/.test(text[end - 1] ?? ''));
}
