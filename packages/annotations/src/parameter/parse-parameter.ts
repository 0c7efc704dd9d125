import type { Span } from '@celeriac/diagnostic';
import { EOF, MismatchedTokenException, type IRecognitionException } from 'chevrotain';
import { quote } from '../diagnostics/quote.ts';
import { replaceBy, type Report } from '../diagnostics/reporter.ts';
import { lexParameter } from './lex-parameter.ts';
import { ParameterGrammar } from './parameter-grammar.ts';
import type { ParameterLine } from './parameter-line.ts';
import { CloseBrace, CloseBracket, Colon, Greater, Word } from './tokens.ts';

// Chevrotain analyses its grammar once, in milliseconds that a text without headers need not spend.
let grammar: ParameterGrammar | undefined;

/** What the grammar may have missed, by the name of its token. */
const MISSING: ReadonlyMap<string, { readonly text: string; readonly message: string }> = new Map([
  [CloseBrace.name, { text: '}', message: 'The options are not closed: add "}".' }],
  [CloseBracket.name, { text: ']', message: 'The description is not closed: add "]".' }],
  [Greater.name, { text: '>', message: 'The element type is not closed: add ">".' }],
  [Colon.name, { text: ':', message: 'An option is "key: value": add ":" and a value.' }],
]);

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
  const missing = MISSING.get(error.message);
  if (missing) {
    const fix = replaceBy(
      { start: insertAt, end: insertAt },
      missing.text,
      `Add "${missing.text}"`,
    );
    report('missing-delimiter', span, { message: missing.message, fix });
  } else if (error.message === Word.name) {
    report('missing-type', span, 'A type is missing here, as in "int x".');
  } else {
    const found = text.slice(span.start, span.end);
    const what = found === '' ? 'The line breaks off here' : `${quote(found)} cannot stand here`;
    report(
      'unexpected-text',
      span,
      `${what}: write "type name = default {options} [description]".`,
    );
  }
}
