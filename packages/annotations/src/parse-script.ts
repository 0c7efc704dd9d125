import type { Diagnosed } from '@celeriac/diagnostic';
import { createReporter } from './diagnostics/reporter.ts';
import { proveFixes } from './fixes/prove-fixes.ts';
import { toScript } from './model/to-function.ts';
import type { ParseOptions } from './parse-python.ts';
import { startOfLine } from './python/characters.ts';
import type { AnnotatedScript } from './python-module.ts';
import { findScriptHeaders } from './script/find-script-headers.ts';
import {
  COMMENT_STYLES,
  scriptLanguageOf,
  type ScriptLanguage,
} from './script/script-languages.ts';

export type { ScriptLanguage } from './script/script-languages.ts';

/** How a text in another language than Python is parsed. */
export interface ScriptOptions extends ParseOptions {
  /** The language of the text; without it the ending of `file` tells. */
  readonly language?: ScriptLanguage;
}

/**
 * Parses the headers of a script in R, Julia or Octave (`#`), or of the functions and queries in a
 * JavaScript, TypeScript (`//`) or SQL (`--`) file, each into a signature.
 *
 * R, Julia and Octave files hold at most one, with a `language` tag. A text of no known language has
 * none. Code is not read: a header is what stands in comment lines of their own.
 */
export function parseScript(
  text: string,
  options: ScriptOptions,
): Diagnosed<readonly AnnotatedScript[]> {
  const language = options.language ?? scriptLanguageOf(options.file ?? '');
  if (language === undefined) return { value: [], diagnostics: [] };
  const read = (piece: string): ReadScripts => readScripts(piece, language, options.file);
  const { value, diagnostics } = read(text);
  if (!diagnostics.some(({ fix }) => fix)) return { value, diagnostics };
  const parts = value.map(({ header: { span } }) => ({
    start: startOfLine(text, span.start),
    end: span.end,
  }));
  return { value, diagnostics: proveFixes({ text, diagnostics, names: [], parts, read }) };
}

type ReadScripts = Diagnosed<readonly AnnotatedScript[]> & { readonly names: readonly [] };

/** Reads the headers of a text; nobody calls a script by its name, so that none takes one. */
function readScripts(
  text: string,
  language: ScriptLanguage,
  file: string | undefined,
): ReadScripts {
  const { report, diagnostics } = createReporter(file);
  const headers = findScriptHeaders(text, COMMENT_STYLES[language]);
  const value = headers.map((header) => toScript(text, header, report));
  return { value, diagnostics: diagnostics(), names: [] };
}
