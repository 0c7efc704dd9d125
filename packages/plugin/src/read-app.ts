import path from 'node:path';
import { checkModules } from './check-modules.ts';
import { hashFile } from './hash-file.ts';
import type { ListedFile } from './list-files.ts';
import { mapBounded } from './map-bounded.ts';
import { parseContainer } from './parse-container.ts';
import type { AppFile, AppModel } from './plugin-model.ts';
import { readDependencies } from './read-dependencies.ts';
import type { Sources } from './read-functions.ts';
import { readText } from './read-text.ts';
import { describeSystemError, type Report } from './report.ts';

/** A folder that is known to be an app. */
export interface AppFolder {
  readonly name: string;
  readonly directory: string;
  /** Path of the folder for messages. */
  readonly shown: string;
  readonly files: readonly ListedFile[];
  readonly sources: Sources;
}

/** Settings of ours, which change a container but never an image. */
const SETTINGS = new Set(['container.json', '.dockerignore', '.gitignore']);

/** Completes an app: container settings, dependencies, and the hash of each of its files. */
export async function readApp(
  folder: AppFolder,
  { report, signal }: { report: Report; signal: AbortSignal | undefined },
): Promise<AppModel> {
  const { name, directory, shown, sources } = folder;
  const [container, dependencies, files] = await Promise.all([
    readContainer(folder, report),
    readDependencies({ directory, shown, report }),
    hashFiles(folder, { report, signal }),
  ]);
  const requirements = dependencies.kind === 'pip' ? dependencies.requirements : [];
  checkModules(folder.files, { requirements, shown, report });
  return { name, directory, files, functions: sources.functions, container, dependencies };
}

async function readContainer(
  { directory, shown }: AppFolder,
  report: Report,
): Promise<AppModel['container']> {
  const file = `${shown}/container.json`;
  const text = await readText(
    { absolutePath: path.join(directory, 'container.json'), file },
    report,
  );
  const { value, diagnostics } = parseContainer(text ?? '{}', { file });
  report.addAll(diagnostics);
  return value;
}

async function hashFiles(
  { files, shown, sources }: AppFolder,
  { report, signal }: { report: Report; signal: AbortSignal | undefined },
): Promise<readonly AppFile[]> {
  const shipped = files.filter(({ path: file }) => !SETTINGS.has(path.posix.basename(file)));
  const hashed = await mapBounded(shipped, signal, async (listed) => {
    try {
      const known = sources.hashes.get(listed.path);
      return [{ ...listed, sha256: known ?? (await hashFile(listed.absolutePath, signal)) }];
    } catch (error) {
      signal?.throwIfAborted();
      const file = `${shown}/${listed.path}`;
      const message = `"${file}" cannot be read: ${describeSystemError(error)}.`;
      report.error('unreadable-file', message, { file });
      return [];
    }
  });
  return hashed.flat();
}
