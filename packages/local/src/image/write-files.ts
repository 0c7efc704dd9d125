import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ContextFile } from '@celeriac/deployment';
import { makeFolder } from '@celeriac/state';
import { LocalError } from '../local-error.ts';

/** Writes files of a context into a folder; throws `CONTEXT_CHANGED` for one that is not as planned. */
export async function writeFiles(files: readonly ContextFile[], folder: string): Promise<void> {
  for (const path of new Set(files.map((file) => dirname(file.path))))
    await makeFolder(join(folder, path));
  await Promise.all(files.map((file) => writeOne(file, join(folder, file.path))));
}

async function writeOne(file: ContextFile, target: string): Promise<void> {
  if (file.kind === 'text') await writeFile(target, file.text);
  else await copyAsPlanned(file, target);
  await chmod(target, file.executable === true ? 0o755 : 0o644);
}

/** What is hashed is the copy, as the file may be written to while it is copied. */
async function copyAsPlanned(
  { absolutePath, path, sha256 }: Extract<ContextFile, { kind: 'disk' }>,
  target: string,
): Promise<void> {
  try {
    await copyFile(absolutePath, target);
    const hash = createHash('sha256');
    await pipeline(createReadStream(target), hash);
    if (hash.digest('hex') === sha256) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  throw new LocalError('CONTEXT_CHANGED', `${path} changed after it was read.`, {
    remedy: 'Try again when nothing writes to the folder.',
  });
}
