import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ContextFile } from '@celeriac/deployment';

/** A file on disk as a build context has it. */
export async function readOnDisk(absolutePath: string, path: string): Promise<ContextFile> {
  const content = await readFile(absolutePath);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { kind: 'disk', path, absolutePath, bytes: content.length, executable: false, sha256 };
}
