import { createWriteStream } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ContextFile } from '@celeriac/deployment';
import { toContextEntries } from './context-entries.ts';
import { streamContextFile } from './read-context-file.ts';

/**
 * Writes the files of a context into a folder, which is made, so that any builder can take it.
 *
 * What is there already stays, unless a file of the context has its path. Throws `CONTEXT_INVALID`
 * for a path that would leave the folder, `CONTEXT_CHANGED` where a file is not what was planned.
 */
export async function writeContext(files: readonly ContextFile[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const entry of toContextEntries(files)) {
    const target = path.join(folder, entry.path);
    if (entry.kind === 'directory') await mkdir(target, { recursive: true });
    else {
      const { file } = entry;
      if (file.kind === 'text') await writeFile(target, file.text);
      else await pipeline(streamContextFile(file), createWriteStream(target));
      await chmod(target, file.executable === true ? 0o755 : 0o644);
    }
  }
}
