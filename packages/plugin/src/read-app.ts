import path from 'node:path';
import { checkModules } from './check-modules.ts';
import { LOCK_FILE } from './dependencies/dependency-files.ts';
import { type AppLock, parseLock } from './dependencies/lock-file.ts';
import { readDependencies } from './dependencies/read-dependencies.ts';
import { checkPythonVersion } from './dependencies/python-version.ts';
import { hashFile } from './hash-file.ts';
import type { ListedFile } from './list-files.ts';
import { mapBounded } from './map-bounded.ts';
import { parseContainer } from './parse-container.ts';
import type { AppFile, AppModel } from './plugin-model.ts';
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

/** Files of ours, which change a container or what is installed, but are never part of the code. */
const SETTINGS = new Set(['container.json', '.dockerignore', '.gitignore', LOCK_FILE]);

/** Completes an app: container settings, dependencies, and the hash of each of its files. */
export async function readApp(
  folder: AppFolder,
  { report, signal }: { report: Report; signal: AbortSignal | undefined },
): Promise<AppModel> {
  const { name, directory, shown, sources } = folder;
  const [container, dependencies, lock, files] = await Promise.all([
    readContainer(folder, report),
    readDependencies({ ...folder, scripts: sources.scripts, report }),
    readLock(folder, report),
    hashFiles(folder, { report, signal }),
  ]);
  const requirements = dependencies.kind === 'none' ? [] : dependencies.requirements;
  checkModules(folder.files, { requirements, shown, report });
  checkPythonVersion({ container, dependencies }, { shown, report });
  const { functions } = sources;
  const read = { name, directory, files, functions, container, dependencies };
  return lock === undefined ? read : { ...read, lock };
}

/** What was resolved before; a file that is no lock of ours is as good as none. */
async function readLock(
  { directory, shown }: AppFolder,
  report: Report,
): Promise<AppLock | undefined> {
  const place = { absolutePath: path.join(directory, LOCK_FILE), file: `${shown}/${LOCK_FILE}` };
  return parseLock((await readText(place, report)) ?? '');
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
