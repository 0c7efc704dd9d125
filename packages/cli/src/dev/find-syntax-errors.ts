import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { createLineIndex, type Diagnostic } from '@celeriac/diagnostic';
import { decodeSource, type PluginModel } from '@celeriac/plugin';
import type { SyntaxCheckers } from './syntax-checkers.ts';

/**
 * What Python cannot compile in the apps of a plugin, as diagnostics: a worker would find out when it
 * imports it, and the version before would be gone.
 */
export async function findSyntaxErrors(
  { root, apps }: PluginModel,
  checkers: SyntaxCheckers,
): Promise<readonly Diagnostic[]> {
  const problems = (await Promise.all(apps.map((app) => checkers.check(app)))).flat();
  return await Promise.all(
    problems.map(async ({ file, message, line, column }): Promise<Diagnostic> => {
      const shown = relative(root, file).replaceAll(sep, '/');
      const bytes = await readFile(file).catch(() => Buffer.alloc(0));
      const index = createLineIndex(decodeSource(bytes, shown).value ?? '');
      const start = index.lineStart(line) + column - 1;
      return {
        code: 'python-syntax',
        severity: 'error',
        message: `Python cannot read this: ${message}.`,
        file: shown,
        span: { start, end: start + 1 },
      };
    }),
  );
}
