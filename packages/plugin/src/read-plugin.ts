import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Diagnosed } from '@celeriac/diagnostic';
import { checkCallNames } from './check-call-names.ts';
import { checkResourceNames } from './check-resource-names.ts';
import { findApps } from './find-apps.ts';
import type { PluginModel } from './plugin-model.ts';
import { readApp } from './read-app.ts';
import { readIdentity } from './read-identity.ts';
import { describeSystemError, Report } from './report.ts';

/** How a plugin is read. */
export interface ReadPluginOptions {
  /** Ends the reading; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Reads and checks the plugin folder at `root`, and reports all problems at once.
 *
 * Files in diagnostics are relative to the root. The value is `undefined` where the plugin has no
 * name, no `python` folder or no annotated function; with other errors it holds what could be read.
 * Only an abort makes the promise reject.
 */
export async function readPlugin(
  root: string,
  options: ReadPluginOptions = {},
): Promise<Diagnosed<PluginModel | undefined>> {
  const { signal } = options;
  signal?.throwIfAborted();
  const absolute = path.resolve(root);
  const report = new Report();
  const python = await readPythonFolder(absolute, report);
  if (python === undefined) return { value: undefined, diagnostics: report.take() };
  const identity = await readIdentity(absolute, report);
  const errors = report.errorCount;
  const folders = await findApps(path.join(absolute, 'python'), {
    entries: python,
    plugin: identity?.name,
    report,
    signal,
  });
  if (folders.length === 0 && report.errorCount === errors)
    report.error(
      'no-functions',
      'No annotated function is in the python folder. Write "#input: int x" and the like above a def in python/<app>/<file>.py.',
      { file: 'python' },
    );
  const read = [];
  for (const folder of folders) read.push(await readApp(folder, { report, signal }));
  checkResourceNames(identity, folders, report);
  const apps = checkCallNames(read, report);
  const diagnostics = report.take();
  if (identity === undefined || apps.length === 0) return { value: undefined, diagnostics };
  const { name, version } = identity;
  return { value: { name, version, root: absolute, apps }, diagnostics };
}

async function readPythonFolder(
  root: string,
  report: Report,
): Promise<readonly Dirent[] | undefined> {
  try {
    return await readdir(path.join(root, 'python'), { withFileTypes: true });
  } catch (error) {
    const isMissing = ['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code));
    if (isMissing)
      report.error('no-python-folder', await describeMissing(root), { file: 'python' });
    else
      report.error('unreadable-file', `"python" cannot be read: ${describeSystemError(error)}.`, {
        file: 'python',
      });
    return undefined;
  }
}

async function describeMissing(root: string): Promise<string> {
  const found = await stat(root).catch(() => undefined);
  if (found === undefined) return `There is no folder ${root}.`;
  if (!found.isDirectory()) return `${root} is no folder: name the root of a plugin.`;
  return `There is no python folder in ${root}; put each app into a folder of its own there: python/my_app/logic.py.`;
}
