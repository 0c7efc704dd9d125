import { checkRequiresPython } from './requires-python.ts';
import type { FoundDependencies } from './dependency-source.ts';
import type { Report } from '../report.ts';
import { toRequirements } from './string-requirements.ts';
import { findString, parseToml, tableOf } from './toml-document.ts';

/**
 * Reads the dependencies of a `pyproject.toml`: `project.dependencies` and `requires-python`.
 *
 * `undefined` for a file that only holds settings of tools. Errors: `invalid-toml`, `wrong-type`,
 * those of a requirement, and `unsupported-dependency-file` for what no installer could read from
 * here: dynamic dependencies, Poetry's own table, sources and indexes of `tool.uv`.
 */
export function parsePyproject(
  text: string,
  { file, path, report }: { readonly file: string; readonly path: string; readonly report: Report },
): FoundDependencies | undefined {
  const document = parseToml(text, { file }, report);
  const project = tableOf(document, 'project');
  const tool = tableOf(document, 'tool');
  const refuse = (message: string, near: string): void =>
    report.error('unsupported-dependency-file', message, { file, span: at(text, near) });
  if (tableOf(tool, 'poetry')?.['dependencies'] !== undefined && !project?.['dependencies'])
    refuse(
      "Poetry's own table is not read; list the packages as project.dependencies.",
      '[tool.poetry',
    );
  if (document === undefined || project === undefined) return undefined;
  const dynamic = project['dynamic'];
  if (Array.isArray(dynamic) && dynamic.includes('dependencies'))
    refuse('Dependencies that a build back end finds are not known here; list them.', 'dynamic');
  const uv = tableOf(tool, 'uv');
  if (uv?.['sources'] !== undefined)
    refuse('Sources of packages are not read; name released packages.', 'tool.uv.sources');
  if (uv?.['index'] !== undefined || uv?.['index-url'] !== undefined)
    refuse(
      'Which index packages come from is a setting of the deployer: use --index-url of celeriac deploy.',
      'tool.uv',
    );
  const list = { text, path, file, start: Math.max(0, text.search(/^\s*dependencies\s*=/m)) };
  const requires = project['requires-python'];
  return {
    requirements: toRequirements(
      { ...list, name: 'project.dependencies', value: project['dependencies'] },
      report,
    ),
    constraints: [],
    ...checkRequiresPython(requires, { file, span: at(text, 'requires-python') }, report),
  };
}

function at(text: string, near: string): { readonly start: number; readonly end: number } {
  const start = text.indexOf(near);
  return start === -1 ? findString(text, '\0', 0) : { start, end: start + near.length };
}
