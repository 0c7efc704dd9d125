import { readFile } from 'node:fs/promises';
import { decodeText } from './decode-text.ts';
import { describeSystemError, type Report } from './report.ts';

/** A file to read, and how messages call it. */
export interface TextFile {
  readonly absolutePath: string;
  readonly file: string;
}

/**
 * The UTF-8 text of a file; `undefined` where there is none.
 *
 * Tells `unreadable-file` where it cannot be read, `bad-encoding` where it is no UTF-8.
 */
export async function readText(
  { absolutePath, file }: TextFile,
  report: Report,
): Promise<string | undefined> {
  const bytes = await readBytes({ absolutePath, file }, report);
  if (bytes === undefined) return undefined;
  const { value, diagnostics } = decodeText(bytes, { file });
  report.addAll(diagnostics);
  return value;
}

/** The content of a file; `undefined` where there is none, or, told, where it cannot be read. */
export async function readBytes(
  { absolutePath, file }: TextFile,
  report: Report,
): Promise<Buffer | undefined> {
  try {
    return await readFile(absolutePath);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const why = describeSystemError(error);
    report.error('unreadable-file', `"${file}" cannot be read: ${why}.`, { file });
    return undefined;
  }
}
