import { readFile } from 'node:fs/promises';
import { type AnnotatedFunction, parsePython } from '@celeriac/annotations';
import type { Diagnosed } from '@celeriac/diagnostic';
import { decodeSource } from './decode-source.ts';
import { describeSystemError, Report } from './report.ts';

/** A Python file by itself, apart from any plugin. */
export interface PythonSource {
  /** What spans refer to. */
  readonly text: string;
  /** In the order of the file. */
  readonly functions: readonly AnnotatedFunction[];
}

const CORE_TAG = /#[ \t]*(?:name|input|output)[ \t]*:/;

/**
 * Reads and parses one Python file; `file` is what diagnostics call it.
 *
 * A file without any header tag is left alone, whatever else is in it. Tells what the parser says,
 * `unreadable-file`, `unknown-encoding` and `bad-encoding`; the value is `undefined` with those.
 */
export async function readSource(
  absolutePath: string,
  options: { readonly file: string; readonly signal?: AbortSignal },
): Promise<Diagnosed<PythonSource | undefined>> {
  const { file, signal } = options;
  let bytes: Buffer;
  try {
    bytes = await readFile(absolutePath, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    const report = new Report();
    const message = `"${file}" cannot be read: ${describeSystemError(error)}.`;
    report.error('unreadable-file', message, { file });
    return { value: undefined, diagnostics: report.take() };
  }
  // Latin-1 is the quickest way to look for ASCII, and right in every encoding of Python.
  const plain = bytes.toString('latin1');
  if (!CORE_TAG.test(plain)) return { value: { text: plain, functions: [] }, diagnostics: [] };
  const { value: text, diagnostics } = decodeSource(bytes, file);
  if (text === undefined) return { value: undefined, diagnostics };
  const parsed = parsePython(text, { file });
  const { functions } = parsed.value;
  return { value: { text, functions }, diagnostics: [...diagnostics, ...parsed.diagnostics] };
}
