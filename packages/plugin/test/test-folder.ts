import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A real folder of its own for one test, gone with `await using`. */
export interface TestFolder extends AsyncDisposable {
  readonly root: string;
}

/** Writes files, by their path, into a new temporary folder. */
export async function createTestFolder(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<TestFolder> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'celeriac-plugin-'));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return {
    root,
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
