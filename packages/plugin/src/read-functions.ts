import { checkPython, parsePython } from '@celeriac/annotations';
import type { Diagnostic } from '@celeriac/diagnostic';
import { sha256Hex } from '@celeriac/signature';
import { decodeSource } from './decode-source.ts';
import type { ScriptSource } from './dependencies/dependency-source.ts';
import { hasScriptBlock } from './dependencies/parse-script-block.ts';
import type { ListedFile } from './list-files.ts';
import { mapBounded } from './map-bounded.ts';
import type { AppFunction } from './plugin-model.ts';
import { readImports } from './python-forms/read-imports.ts';
import { toPythonForms } from './python-forms/to-python-forms.ts';
import { readBytes } from './read-text.ts';
import type { Report } from './report.ts';

/** What the Python files of a folder hold. */
export interface Sources {
  /** Sorted by module, then by place in the file. */
  readonly functions: readonly AppFunction[];
  /** SHA-256 of each Python file by its path, of the very bytes that were parsed. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Files with functions that have a script block, sorted by path. */
  readonly scripts: readonly ScriptSource[];
  /** What is wrong in files without functions: it matters where functions may import them. */
  readonly otherDiagnostics: readonly Diagnostic[];
}

/** Where sources are read. */
export interface SourceContext {
  /** Path of the folder for messages. */
  readonly shown: string;
  readonly report: Report;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Parses every `.py` file of a list.
 *
 * Tells what the parser says, `unreadable-file`, `unknown-encoding`, `bad-encoding`,
 * and `unimportable-module` for a file with functions whose path is no module.
 */
export async function readFunctions(
  files: readonly ListedFile[],
  context: SourceContext,
): Promise<Sources> {
  const sources = files.filter(({ path }) => path.endsWith('.py'));
  const hashes = new Map<string, string>();
  const otherDiagnostics: Diagnostic[] = [];
  const scripts: ScriptSource[] = [];
  const functions = await mapBounded(sources, context.signal, async ({ path, absolutePath }) => {
    const file = `${context.shown}/${path}`;
    const bytes = await readBytes({ absolutePath, file }, context.report);
    if (bytes === undefined) return [];
    hashes.set(path, sha256Hex(bytes));
    const { value: text, diagnostics } = decodeSource(bytes, file);
    context.report.addAll(diagnostics);
    if (text === undefined) return [];
    const found = parseSource({ path, file, text }, context.report);
    if (found.length === 0) otherDiagnostics.push(...checkPython(text, { file }));
    else if (hasScriptBlock(text)) scripts.push({ path, text });
    return found;
  });
  const byPlace = functions
    .flat()
    .toSorted((a, b) =>
      a.module === b.module ? a.span.start - b.span.start : a.module < b.module ? -1 : 1,
    );
  scripts.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { functions: byPlace, hashes, scripts, otherDiagnostics };
}

function parseSource(
  { path, file, text }: { path: string; file: string; text: string },
  report: Report,
): readonly AppFunction[] {
  const { value, diagnostics } = parsePython(text, { file });
  report.addAll(diagnostics);
  if (value.functions.length === 0) return [];
  const module = toModule(path);
  if (module === undefined) {
    const message = `"${file}" has functions, but no module can be named so; rename it to letters, digits and "_".`;
    report.error('unimportable-module', message, { file });
    return [];
  }
  const imports = readImports(text);
  return value.functions.map((parsed) => {
    const { signature, definition, isAsync, takesContext, tests, nameSpan: span } = parsed;
    const forms = toPythonForms(parsed, imports);
    return { signature, module, definition, isAsync, takesContext, forms, tests, file, span };
  });
}

/** The dotted module of a file, `undefined` where its path has parts that cannot be imported. */
function toModule(path: string): string | undefined {
  const parts = path.slice(0, -'.py'.length).split('/');
  if (parts.length > 1 && parts.at(-1) === '__init__') parts.pop();
  return parts.some((part) => part === '' || part.includes('.')) ? undefined : parts.join('.');
}
