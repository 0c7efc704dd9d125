import type { Dirent } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { DEPENDENCY_FILES } from './dependencies/dependency-files.ts';
import { isNeverPart } from './ignore-rules.ts';
import { listFiles } from './list-files.ts';
import type { AppFolder } from './read-app.ts';
import { readFunctions } from './read-functions.ts';
import type { Report } from './report.ts';

/** What apps are looked for in. */
export interface FindAppsContext {
  /** What is directly in the python folder. */
  readonly entries: readonly Dirent[];
  /** Name of the plugin and so of its flat app. */
  readonly plugin: string | undefined;
  readonly report: Report;
  readonly signal: AbortSignal | undefined;
}

/** Files of ours that no ignore file can leave out. */
const KEPT = new Set(DEPENDENCY_FILES);

/**
 * Finds the apps of a plugin, sorted by name: each folder directly in `python` that holds an
 * annotated function, and `python` itself, named after the plugin, where `.py` files directly in it
 * hold one. The flat app has every file of `python` that is in no other app's folder.
 *
 * Warning `folder-is-no-app` for a folder with a `container.json` but no annotated function; error
 * `link-leaves-app` for a link to a folder.
 */
export async function findApps(
  python: string,
  context: FindAppsContext,
): Promise<readonly AppFolder[]> {
  const { entries, report, signal } = context;
  const apps: AppFolder[] = [];
  for (const entry of entries) {
    const directory = path.join(python, entry.name);
    const shown = `python/${entry.name}`;
    if (entry.isSymbolicLink() && (await leadsToFolder(directory))) tellLink(shown, report);
    if (!entry.isDirectory() || isNeverPart(entry.name)) continue;
    const files = await listFiles(directory, { shown, report, always: KEPT, signal });
    const sources = await readFunctions(files, { shown, report, signal });
    if (sources.functions.length > 0) {
      report.addAll(sources.otherDiagnostics);
      apps.push({ name: entry.name, directory, shown, files, sources });
    } else if (files.some((file) => file.path === 'container.json')) tellNoApp(shown, report);
  }
  const flat = await findFlatApp(python, apps, context);
  if (flat) apps.push(flat);
  return apps.toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

async function findFlatApp(
  directory: string,
  apps: readonly AppFolder[],
  { entries, plugin, report, signal }: FindAppsContext,
): Promise<AppFolder | undefined> {
  if (!entries.some((entry) => entry.name.endsWith('.py') && !entry.isDirectory()))
    return undefined;
  const shown = 'python';
  const except = new Set(apps.map((app) => app.name));
  const files = await listFiles(directory, { shown, report, always: KEPT, except, signal });
  const own = files.filter((file) => !file.path.includes('/'));
  const sources = await readFunctions(own, { shown, report, signal });
  if (sources.functions.length === 0) return undefined;
  report.addAll(sources.otherDiagnostics);
  return { name: plugin ?? shown, directory, shown, files, sources };
}

async function leadsToFolder(link: string): Promise<boolean> {
  return stat(link).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

function tellLink(shown: string, report: Report): void {
  const message = `"${shown}" is a link, which is not followed; put the app's folder itself there.`;
  report.error('link-leaves-app', message, { file: shown });
}

function tellNoApp(shown: string, report: Report): void {
  const message = `"${shown}" has a container.json but no annotated function, so it is no app.`;
  report.warning('folder-is-no-app', message, { file: shown });
}
