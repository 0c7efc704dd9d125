import type { Diagnosed, Diagnostic } from '@celeriac/diagnostic';
import { createYieldFinder } from './definition/has-yield.ts';
import { createReporter, type Report, type Reporter } from './diagnostics/reporter.ts';
import { LONGEST_TEXT } from './limits.ts';
import { hasCoreTag } from './header/has-core-tag.ts';
import { createHeaderFinder } from './header/find-headers.ts';
import { checkNames } from './model/check-names.ts';
import { toFunction, toScript } from './model/to-function.ts';
import { scanPython } from './python/scan-python.ts';
import type { PythonVisitor } from './python/statement.ts';
import { toOnePiece } from './python/to-one-piece.ts';
import type { PythonModule } from './python-module.ts';

/** How a text is parsed. */
export interface ParseOptions {
  /** What diagnostics call the file; without it they name none. */
  readonly file?: string;
}

const NO_SCRIPT =
  'This header describes a whole file as a script, but the file has functions with headers: remove it.';

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
  const { reporter, visitor: finder } = read(text, options, (report) =>
    createHeaderFinder(text, report),
  );
  const { report, diagnostics } = reporter;
  const { definitions, script } = finder.finish();
  const yields = createYieldFinder(text);
  const functions = definitions
    .map((found) => toFunction(text, found, { report, yields }))
    .filter(({ definition }) => definition !== '');
  const isScript = script !== undefined && definitions.length === 0;
  if (script && !isScript) report('orphan-header', script.span, NO_SCRIPT);
  return {
    value: {
      functions: checkNames(functions, report),
      ...(isScript && { script: toScript(text, script, report) }),
    },
    diagnostics: diagnostics(),
  };
}

/**
 * Tells what in a text no Python could be: open strings and brackets, missing colons, broken
 * blocks. It reads the whole text, annotated or not, and finds no other mistakes than these.
 */
export function checkPython(text: string, options: ParseOptions = {}): readonly Diagnostic[] {
  const ignore: PythonVisitor = { comment: () => undefined, statement: () => undefined };
  return read(text, options, () => ignore).reporter.diagnostics();
}

function refuseLength(text: string, { file }: ParseOptions): Diagnosed<PythonModule> {
  const { report, diagnostics } = createReporter(file);
  const message = `The file has ${text.length} characters, and at most ${LONGEST_TEXT} are read: split it.`;
  report('limit-exceeded', { start: 0, end: 0 }, message);
  return { value: { functions: [] }, diagnostics: diagnostics() };
}

/** Reads a text, and once more with distrust in its strings where they cannot be trusted. */
function read<Visitor extends PythonVisitor>(
  text: string,
  { file }: ParseOptions,
  createVisitor: (report: Report) => Visitor,
): { readonly reporter: Reporter; readonly visitor: Visitor } {
  for (let distrustsStrings = false; ; distrustsStrings = true) {
    const reporter = createReporter(file);
    const { report } = reporter;
    const visitor = createVisitor(report);
    const { endsInString } = scanPython(text, visitor, { report, distrustsStrings });
    if (!endsInString || distrustsStrings) return { reporter, visitor };
  }
}
