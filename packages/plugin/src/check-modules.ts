import type { ListedFile } from './list-files.ts';
import type { Requirement } from './plugin-model.ts';
import type { Report } from './report.ts';
import { findModuleOwner } from './reserved-modules.ts';

/**
 * Tells `reserved-module` for each top-level module of an app, a `.py` file or a folder of them,
 * that is named like one of the standard library, the worker or a requirement.
 */
export function checkModules(
  files: readonly ListedFile[],
  { requirements, shown, report }: ModuleContext,
): void {
  const required = new Set(requirements.map(({ name }) => toModule(name)));
  const seen = new Set<string>();
  for (const { path } of files) {
    const [top = '', ...rest] = path.split('/');
    if (!path.endsWith('.py') || seen.has(top)) continue;
    seen.add(top);
    const name = rest.length === 0 ? top.slice(0, -'.py'.length) : top;
    const owner =
      findModuleOwner(name) ?? (required.has(toModule(name)) ? 'a requirement' : undefined);
    if (owner === undefined) continue;
    report.error(
      'reserved-module',
      `"${top}" has the name of a module of ${owner}, so "import ${name}" would find that one. Rename it.`,
      { file: `${shown}/${top}` },
    );
  }
}

/** Where modules are checked. */
export interface ModuleContext {
  readonly requirements: readonly Requirement[];
  /** Path of the app's folder for messages. */
  readonly shown: string;
  readonly report: Report;
}

function toModule(name: string): string {
  return name.toLowerCase().replaceAll(/[-.]+/g, '_');
}
