import { mkdir, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { loadFrames } from '@celeriac/dataframe';
import type { DataFrame, Graphics, ReceivedFile } from '@celeriac/functions';
import type { BytesOutput } from './bytes-output.ts';
import { toExtension } from './media-type.ts';

/**
 * Saves the values of bytes of a result, in their order; resolves to the path of each.
 *
 * A single one becomes the file `path`, or a file in it where that is a folder; several become files
 * in the folder `path`. A frame becomes CSV where the path ends with `.csv`, else an Arrow IPC stream.
 */
export async function saveResult(
  found: readonly BytesOutput[],
  path: string,
): Promise<readonly string[]> {
  const isFolder =
    found.length > 1 ||
    (await stat(path).then(
      (facts) => facts.isDirectory(),
      () => false,
    ));
  if (isFolder) await mkdir(path, { recursive: true });
  const taken = new Set<string>();
  const paths: string[] = [];
  for (const each of found) {
    const target = isFolder ? join(path, toFreeName(each, taken)) : path;
    await save(each, target);
    paths.push(target);
  }
  return paths;
}

async function save({ type, value }: BytesOutput, path: string): Promise<void> {
  if (type === 'file') return (value as ReceivedFile).saveTo(path);
  if (type === 'blob') return writeFile(path, value as Uint8Array);
  if (type === 'graphics') return writeFile(path, (value as Graphics).bytes);
  const { renderCsv, encodeFrame } = await loadFrames();
  const table = value as DataFrame;
  if (extname(path).toLowerCase() === '.csv') return writeFile(path, renderCsv(table));
  const frame = encodeFrame(table, () => undefined);
  return writeFile(path, frame?.bytes.chunks ?? []);
}

/** A name within the folder; a number makes it another where it is taken. */
function toFreeName(found: BytesOutput, taken: Set<string>): string {
  const name = toFileName(found);
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${stem}-${number}${extension}`;
  taken.add(free);
  return free;
}

function toFileName({ output, type, value }: BytesOutput): string {
  if (type === 'file') return (value as ReceivedFile).name;
  if (type === 'graphics') return `${output}${toExtension((value as Graphics).mediaType)}`;
  return `${output}${type === 'dataframe' ? '.arrow' : '.bin'}`;
}
