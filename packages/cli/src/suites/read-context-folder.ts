import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ContextFile } from '@celeriac/deployment';

/**
 * Reads the files below a folder as files of a build context, in `under` there; none where there is no
 * folder. What Python compiles, and what begins with a dot, is left out; links are not followed.
 */
export async function readContextFolder(
  folder: string,
  under: string,
): Promise<readonly ContextFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep))
    .filter((parts) => !parts.some((part) => part === '__pycache__' || part.startsWith('.')))
    .map((parts) => parts.join('/'))
    .sort();
  return await Promise.all(
    files.map(async (path): Promise<ContextFile> => {
      const absolutePath = join(folder, path);
      const content = await readFile(absolutePath);
      const sha256 = createHash('sha256').update(content).digest('hex');
      const { length: bytes } = content;
      const executable = false;
      return { kind: 'disk', path: `${under}/${path}`, absolutePath, bytes, executable, sha256 };
    }),
  );
}
