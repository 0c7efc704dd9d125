import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseRequirements } from './parse-requirements.ts';
import type { Dependencies } from './plugin-model.ts';
import { readText } from './read-text.ts';
import type { Report } from './report.ts';

const INSTALLED = ['requirements.in', 'requirements.txt'];

/** Every file that can say what to install, by its name in an app's folder. */
export const DEPENDENCY_FILES: readonly string[] = [
  ...INSTALLED,
  'environment.yaml',
  'environment.yml',
  'pyproject.toml',
];

/** Where an app's dependencies are looked for. */
export interface DependencyContext {
  readonly directory: string;
  /** Path of the folder for messages. */
  readonly shown: string;
  readonly report: Report;
}

/**
 * Reads what an app needs from a package index.
 *
 * Errors: `several-dependency-files`, `unsupported-dependency-file` (this version installs from
 * `requirements.in` and `requirements.txt`), and those of `parseRequirements`. A `pyproject.toml`
 * without a `[project]` table holds settings of tools and does not count.
 */
export async function readDependencies(context: DependencyContext): Promise<Dependencies> {
  const { directory, shown, report } = context;
  const files = await findDependencyFiles(context);
  const [first, ...others] = files;
  if (first === undefined) return { kind: 'none' };
  const [last] = files.slice(-1);
  if (others.length > 0)
    report.error(
      'several-dependency-files',
      `${files.slice(0, -1).join(', ')} and ${last} all say what to install; keep one.`,
      { file: shown, related: files.map((name) => ({ message: name, file: `${shown}/${name}` })) },
    );
  for (const name of files.filter((file) => !INSTALLED.includes(file)))
    report.error(
      'unsupported-dependency-file',
      `This version installs from requirements.in or requirements.txt only; list the packages of ${name} there.`,
      { file: `${shown}/${name}` },
    );
  if (!INSTALLED.includes(first)) return { kind: 'none' };
  const file = `${shown}/${first}`;
  const text = (await readText({ absolutePath: path.join(directory, first), file }, report)) ?? '';
  const { value: requirements, diagnostics } = parseRequirements(text, { file });
  report.addAll(diagnostics);
  return requirements.length === 0 ? { kind: 'none' } : { kind: 'pip', file: first, requirements };
}

async function findDependencyFiles(context: DependencyContext): Promise<readonly string[]> {
  const { directory, shown, report } = context;
  const names = new Set(await readdir(directory));
  const files = DEPENDENCY_FILES.filter((name) => names.has(name));
  if (!files.includes('pyproject.toml')) return files;
  const file = `${shown}/pyproject.toml`;
  const text = await readText(
    { absolutePath: path.join(directory, 'pyproject.toml'), file },
    report,
  );
  return /^\s*\[\s*project\s*[.\]]/m.test(text ?? '')
    ? files
    : files.filter((name) => name !== 'pyproject.toml');
}
