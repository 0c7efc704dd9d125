import type { Diagnosed, Diagnostic } from '@celeriac/diagnostic';
import { createYieldFinder } from './definition/has-yield.ts';
import { createReporter } from './diagnostics/reporter.ts';
import { createHeaderFinder } from './header/find-headers.ts';
import { checkNames } from './model/check-names.ts';
import { toFunction, toScript } from './model/to-function.ts';
import { scanPython } from './python/scan-python.ts';
import type { PythonModule } from './python-module.ts';

/** How a text is parsed. */
export interface ParseOptions {
  /** What diagnostics call the file; without it they name none. */
  readonly file?: string;
}

const CORE_TAG = /#[ \t]*(?:name|input|output)[ \t]*:/;

/**
 * Parses the annotated functions of a Python file: their headers, their `def`s, and how the two fit.
 *
 * Nothing is thrown on any text, and a broken line harms no other function. A text without a single
 * `name`, `input` or `output` tag is not read any further: `checkPython` tells what is wrong in it.
 */
export function parsePython(text: string, options: ParseOptions = {}): Diagnosed<PythonModule> {
  if (!CORE_TAG.test(text)) return { value: { functions: [] }, diagnostics: [] };
  const { report, diagnostics } = createReporter(options.file);
  const finder = createHeaderFinder(text, report);
  scanPython(text, finder, report);
  const { definitions, script } = finder.finish();
  const yields = createYieldFinder(text);
  const functions = definitions.map((found) => toFunction(text, found, { report, yields }));
  const isScript = script !== undefined && functions.length === 0;
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
  const { report, diagnostics } = createReporter(options.file);
  scanPython(text, { comment: () => undefined, statement: () => undefined }, report);
  return diagnostics();
}
