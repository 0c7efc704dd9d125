import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildPlan } from '@celeriac/deployment';
import { publishFolder } from '../host/publish-folder.ts';
import { toPlanParts } from './plan-parts.ts';
import { writeFiles } from './write-files.ts';

/** Writes the app's files of a plan to a folder, as they lie in its image, readable by any user. */
export async function writeApp(plan: BuildPlan, folder: string): Promise<void> {
  await publishFolder(folder, async (making) => {
    await writeFiles(toPlanParts(plan).app, making);
    await chmod(making, 0o755);
    for (const entry of await readdir(making, { recursive: true, withFileTypes: true }))
      if (entry.isDirectory()) await chmod(join(entry.parentPath, entry.name), 0o755);
  });
}
