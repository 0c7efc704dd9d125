import type { Diagnosed, Diagnostic, Span } from '@celeriac/diagnostic';
import { createReporter } from './diagnostics/reporter.ts';
import { proveFixes } from './fixes/prove-fixes.ts';
import { hasCoreTag } from './header/has-core-tag.ts';
import { LONGEST_TEXT } from './limits.ts';
import { startOfLine } from './python/characters.ts';
import type { PythonVisitor } from './python/statement.ts';
import { toOnePiece } from './python/to-one-piece.ts';
import type { PythonModule } from './python-module.ts';
import { readModule, readStatements, type ReadModule } from './read-module.ts';

/** How a text is parsed. */
export interface ParseOptions {
  /** What diagnostics call the file; without it they name none. */
  readonly file?: string;
}

/**
 * Parses the annotated functions of a Python file: their headers, their `def`s, and how the two fit.
 *
 * Nothing is thrown on any text, and a broken line harms no other function. A text without a single
 * `name`, `input` or `output` tag is not read any further: `checkPython` tells what is wrong in it.
 */
export function parsePython(given: string, options: ParseOptions = {}): Diagnosed<PythonModule> {
  if (given.length > LONGEST_TEXT) return refuseLength(given, options);
  if (!hasCoreTag(given)) return { value: { functions: [] }, diagnostics: [] };
  const text = toOnePiece(given);
  const read = readModule(text, options.file);
  const { value, diagnostics } = read;
  if (!diagnostics.some(({ fix }) => fix)) return { value, diagnostics };
  const proved = proveFixes({
    text,
    diagnostics,
    names: namesOf(read),
    parts: partsOf(text, read),
    read: (piece) => {
      const again = readModule(piece, options.file);
      return { diagnostics: again.diagnostics, names: namesOf(again) };
    },
  });
  return { value, diagnostics: proved };
}

/**
 * Tells what in a text no Python could be: open strings and brackets, missing colons, broken
 * blocks. It reads the whole text, annotated or not, and finds no other mistakes than these.
 */
export function checkPython(text: string, options: ParseOptions = {}): readonly Diagnostic[] {
  const ignore: PythonVisitor = { comment: () => undefined, statement: () => undefined };
  return readStatements(text, options.file, () => ignore).reporter.diagnostics();
}

function refuseLength(text: string, { file }: ParseOptions): Diagnosed<PythonModule> {
  const { report, diagnostics } = createReporter(file);
  const message = `The file has ${text.length} characters, and at most ${LONGEST_TEXT} are read: split it.`;
  report('limit-exceeded', { start: 0, end: 0 }, message);
  return { value: { functions: [] }, diagnostics: diagnostics() };
}

function namesOf({ functions }: ReadModule): readonly string[] {
  return functions.flatMap(({ signature: { name, aliases = [] } }) =>
    [name, ...aliases].map((one) => one.toLowerCase()),
  );
}

/** Where the functions of a file stand with their headers and bodies, or else its script's header. */
function partsOf(text: string, { found, value }: ReadModule): readonly Span[] {
  if (value.script) return [value.script.header.span];
  const starts = found.definitions.map(({ header }) => startOfLine(text, header.span.start));
  return found.definitions.map(({ bodyEnd }, index) => ({
    start: starts[index] ?? 0,
    end: Math.min(bodyEnd, starts[index + 1] ?? bodyEnd),
  }));
}
