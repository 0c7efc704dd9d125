import type { Span } from '@celeriac/diagnostic';
import { EOF, MismatchedTokenException, type IRecognitionException } from 'chevrotain';
import { quote } from '../diagnostics/quote.ts';
import { replaceBy, type Report } from '../diagnostics/reporter.ts';
import { lexPieces } from './lex-parameter.ts';
import { ParameterGrammar, type ParameterParts } from './parameter-grammar.ts';
import type { ParameterLine } from './parameter-line.ts';
import { createPieces, toTokens } from './pieces.ts';
import { readPieces } from './read-pieces.ts';
import { CloseBrace, CloseBracket, Colon, Greater, Word } from './tokens.ts';

// Chevrotain analyses its grammar once, in milliseconds that a text without mistakes need not spend.
let grammar: ParameterGrammar | undefined;

const pieces = createPieces();

/** What the grammar may have missed, by the name of its token. */
const MISSING: ReadonlyMap<string, { readonly text: string; readonly message: string }> = new Map([
  [CloseBrace.name, { text: '}', message: 'The options are not closed: add "}".' }],
  [CloseBracket.name, { text: ']', message: 'The description is not closed: add "]".' }],
  [Greater.name, { text: '>', message: 'The element type is not closed: add ">".' }],
  [Colon.name, { text: ':', message: 'An option is "key: value": add ":" and a value.' }],
]);

/** Parses the value of an `input` or `output` tag, which stands at `span` of the file's text. */
export function parseParameter(text: string, span: Span, report: Report): ParameterLine {
  lexPieces(text, span, { report, pieces });
  const parts = readPieces(text, pieces) ?? parseByGrammar(text, span, report);
  const { type, name, default: initial, descriptions } = parts;
  const unexpected =
    descriptions.length > 1
      ? [...parts.unexpected, ...descriptions.slice(0, -1)]
      : keep(parts.unexpected);
  const options = keep(parts.options);
  // Spreads would cost more than all the rest: this runs for every line of every header.
  const line: { -readonly [Key in keyof ParameterLine]: ParameterLine[Key] } =
    type && name
      ? { span, type, name, options, unexpected }
      : { span, ...(type && { type }), ...(name && { name }), options, unexpected };
  if (initial) line.default = initial;
  if (descriptions.length > 0) line.description = descriptions[descriptions.length - 1]!;
  return line;
}

const NONE: readonly [] = [];

/** A list to be kept: of its size, not of one that it might have grown to. */
function keep<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? NONE : list.slice();
}

/** Parses a line that is not as it should be, as far as it can be understood. */
function parseByGrammar(text: string, line: Span, report: Report): ParameterParts {
  grammar ??= new ParameterGrammar();
  const parts = grammar.parse(toTokens(text, pieces));
  for (const error of grammar.errors) reportMismatch(text, { error, line }, report);
  return parts;
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
    const added = missing.text;
    report('missing-delimiter', span, {
      message: missing.message,
      fix: replaceBy({ start: insertAt, end: insertAt }, added, `Add "${added}"`),
    });
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
