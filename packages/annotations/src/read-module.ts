import type { Diagnostic } from '@celeriac/diagnostic';
import { createYieldFinder } from './definition/has-yield.ts';
import { createReporter, type Report, type Reporter } from './diagnostics/reporter.ts';
import { createHeaderFinder, type FoundHeaders } from './header/find-headers.ts';
import { checkNames } from './model/check-names.ts';
import { toFunction, toScript } from './model/to-function.ts';
import { scanPython } from './python/scan-python.ts';
import type { PythonVisitor } from './python/statement.ts';
import type { AnnotatedFunction, PythonModule } from './python-module.ts';

/** What is in a Python text, and what it was made of. */
export interface ReadModule {
  readonly value: PythonModule;
  /** Their fixes may bring out other mistakes. */
  readonly diagnostics: readonly Diagnostic[];
  readonly found: FoundHeaders;
  /** The functions with all of their aliases. */
  readonly functions: readonly AnnotatedFunction[];
}

const NO_SCRIPT =
  'This header describes a whole file as a script, but the file has functions with headers: remove it.';

/** Reads the functions of a Python text that is in one piece; diagnostics name `file`. */
export function readModule(text: string, file: string | undefined): ReadModule {
  const { reporter, visitor: finder } = readStatements(text, file, (report) =>
    createHeaderFinder(text, report),
  );
  const { report, diagnostics } = reporter;
  const found = finder.finish();
  const { definitions, script } = found;
  const yields = createYieldFinder(text);
  const functions = definitions
    .map((headed) => toFunction(text, headed, { report, yields }))
    .filter(({ definition }) => definition !== '');
  const isScript = script !== undefined && definitions.length === 0;
  if (script && !isScript) report('orphan-header', script.span, NO_SCRIPT);
  return {
    value: {
      functions: checkNames(functions, report),
      ...(isScript && { script: toScript(text, script, report) }),
    },
    diagnostics: diagnostics(),
    found,
    functions,
  };
}

/** Reads a text, and once more with distrust in its strings where they cannot be trusted. */
export function readStatements<Visitor extends PythonVisitor>(
  text: string,
  file: string | undefined,
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
