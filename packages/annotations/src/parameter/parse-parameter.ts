import type { Span } from '@celeriac/diagnostic';
import { EOF, MismatchedTokenException, type IRecognitionException } from 'chevrotain';
import { quote } from '../diagnostics/quote.ts';
import { replaceBy, type Report, type ReportDetails } from '../diagnostics/reporter.ts';
import { lexParameter } from './lex-parameter.ts';
import { ParameterGrammar } from './parameter-grammar.ts';
import type { ParameterLine } from './parameter-line.ts';
import { CloseBrace, CloseBracket, Colon, Greater, Word } from './tokens.ts';

// Chevrotain analyses its grammar once, in milliseconds that a text without headers need not spend.
let grammar: ParameterGrammar | undefined;

/** Parses the value of an `input` or `output` tag, which stands at `span` of the file's text. */
export function parseParameter(text: string, span: Span, report: Report): ParameterLine {
  grammar ??= new ParameterGrammar();
  const { descriptions, unexpected, ...parts } = grammar.parse(lexParameter(text, span, report));
  const description = descriptions.at(-1);
  for (const error of grammar.errors) reportMismatch(text, { error, line: span }, report);
  return {
    span,
    ...parts,
    ...(description && { description }),
    unexpected: [...unexpected, ...descriptions.slice(0, -1)],
  };
}

function reportMismatch(
  text: string,
  { error, line }: { error: IRecognitionException; line: Span },
  report: Report,
): void {
  const { token } = error;
  const atEnd = token.tokenType === EOF;
  const start = atEnd ? line.end : token.startOffset;
  const span = { start, end: atEnd ? line.end : start + token.image.length };
  const before = error instanceof MismatchedTokenException ? error.previousToken : undefined;
  const insertAt = before?.endOffset === undefined ? start : before.endOffset + 1;
  const insert = (newText: string): ReportDetails => ({
    fix: replaceBy({ start: insertAt, end: insertAt }, newText, `Add "${newText.trim()}"`),
  });
  switch (error.message) {
    case CloseBrace.name:
      return report('missing-delimiter', span, 'The options are not closed: add "}".', insert('}'));
    case CloseBracket.name:
      return report(
        'missing-delimiter',
        span,
        'The description is not closed: add "]".',
        insert(']'),
      );
    case Greater.name:
      return report(
        'missing-delimiter',
        span,
        'The element type is not closed: add ">".',
        insert('>'),
      );
    case Colon.name:
      return report(
        'missing-delimiter',
        span,
        'An option is "key: value": add ":" and a value.',
        insert(': '),
      );
    case Word.name:
      return report('missing-type', span, 'A type is missing here, as in "int x".');
    default: {
      const found = text.slice(span.start, span.end);
      const what = found === '' ? 'The line breaks off here' : `${quote(found)} cannot stand here`;
      report(
        'unexpected-text',
        span,
        `${what}: write "type name = default {options} [description]".`,
      );
    }
  }
}
