import { join, relative, sep } from 'node:path';
import { CONTEXT_PATHS } from '@celeriac/codegen';
import type { ContextFile } from '@celeriac/deployment';
import type { AppModel, PluginModel } from '@celeriac/plugin';
import { readContextFolder } from './read-context-folder.ts';

/** The pytest files of one app. */
export interface TestSuite {
  readonly app: AppModel;
  /** Those that are not in the app's own folder, as files of its context. */
  readonly files: readonly ContextFile[];
  /** A file as the runner names it, relative to the plugin's root. */
  toShown(file: string): string;
}

/** What there is of test files in a plugin. */
export interface FoundSuites {
  readonly suites: readonly TestSuite[];
  /** Test files of no app, relative to the plugin's root. */
  readonly strays: readonly string[];
}

/** Where test files of the plugin's own folder lie for the runner: beside `code`. */
const UNDER = 'tests';
const TEST_FILE = /(^|\/)(test_[^/]*|[^/]*_test)\.py$/;

/**
 * Finds the test files of a plugin: `tests/` in an app's folder; and of `tests/` beside `package.json`
 * what lies in a folder of an app's name, or all of it where there is but one app. Other files there,
 * such as `conftest.py`, are for every app.
 */
export async function findSuites({ root, apps }: PluginModel): Promise<FoundSuites> {
  const all = await readContextFolder(join(root, UNDER), `${CONTEXT_PATHS.app}/${UNDER}`);
  const given = new Set<ContextFile>();
  const suites: TestSuite[] = [];
  for (const app of apps) {
    const own = `${CONTEXT_PATHS.app}/${UNDER}/${app.name}/`;
    const isMeant = ({ path }: ContextFile): boolean => path.startsWith(own) || isShared(path);
    const files = apps.length === 1 ? all : all.filter(isMeant);
    for (const file of files) given.add(file);
    const folder = relative(root, app.directory).replaceAll(sep, '/');
    const toShown = (file: string): string => file.replace(/^code\//, `${folder}/`);
    const inApp = app.files.some(({ path }) => path.startsWith('tests/') && TEST_FILE.test(path));
    if (inApp || files.some(({ path }) => TEST_FILE.test(path)))
      suites.push({ app, files, toShown });
  }
  const strays = all.filter((file) => !given.has(file) && TEST_FILE.test(file.path));
  return {
    suites,
    strays: strays.map(({ path }) => path.slice(CONTEXT_PATHS.app.length + 1)),
  };
}

function isShared(path: string): boolean {
  return path.split('/').length === 3 && !TEST_FILE.test(path);
}
