import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fromPath } from '@celeriac/functions';
import type { BytesTypeName } from '@celeriac/signature';
import { CliError } from '../cli-error.ts';
import { toMediaType } from './media-type.ts';

/** Names of files that hold Arrow; any other file is CSV, but for `.json`. */
const ARROW = new Set(['.arrow', '.arrows', '.feather', '.ipc']);

/**
 * Reads the argument of a `dataframe`, `file`, `blob` or `graphics` from a word of the command line:
 * `@path` of a file on this machine. The text of a frame may stand there itself, as CSV or JSON.
 */
export async function readBytesArgument(
  type: BytesTypeName,
  { name, text }: { readonly name: string; readonly text: string },
): Promise<unknown> {
  if (!text.startsWith('@')) {
    if (type === 'dataframe') return /^\s*[[{]/.test(text) ? parseRows(text, name) : text;
    const message = `${name} is of type ${type}: name a file of this machine by ${name}=@path.`;
    throw new CliError('BAD_USAGE', message);
  }
  const path = text.slice(1);
  const source = await fromPath(path, { mediaType: toMediaType(path) });
  if (type === 'file' || type === 'blob') return source;
  const bytes = await readFile(path);
  if (type === 'graphics') return { mediaType: source.mediaType, bytes };
  const extension = extname(path).toLowerCase();
  if (ARROW.has(extension)) return bytes;
  const content = bytes.toString('utf8');
  return extension === '.json' ? parseRows(content, name) : content;
}

/** Rows or columns as JSON. */
function parseRows(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new CliError('BAD_USAGE', `${name} is no JSON: ${(error as Error).message}`);
  }
}
