import path from 'node:path';
import type { Dependencies } from '../plugin-model.ts';
import { readText } from '../read-text.ts';
import { DEPENDENCY_FILES } from './dependency-files.ts';
import type { DependencyContext, FoundDependencies } from './dependency-source.ts';
import { parseEnvironment } from './parse-environment.ts';
import { parsePyproject } from './parse-pyproject.ts';
import { parseUvLock } from './parse-uv-lock.ts';
import { checkArchive, readRequirements } from './read-requirements.ts';
import { readScripts } from './read-scripts.ts';

/**
 * Reads what an app needs from package indexes, from whichever file says it, or from the script
 * blocks of its modules where no file does.
 *
 * Error `several-dependency-files`, and those of the file's own parser. A `pyproject.toml` without a
 * `[project]` table holds settings of tools and does not count.
 */
export async function readDependencies(context: DependencyContext): Promise<Dependencies> {
  const { shown, report } = context;
  const found = await findSources(context);
  const [first, ...others] = found;
  if (first === undefined) return readScripts(context);
  if (others.length > 0) {
    const names = found.map(({ name }) => name);
    report.error(
      'several-dependency-files',
      `${names.slice(0, -1).join(', ')} and ${names.at(-1)} all say what to install; keep one.`,
      { file: shown, related: names.map((name) => ({ message: name, file: `${shown}/${name}` })) },
    );
  }
  for (const { path: file } of context.scripts)
    report.hint(
      'ignored-script-block',
      `${first.name} says what to install; this block does not.`,
      {
        file: `${shown}/${file}`,
      },
    );
  const { name } = first;
  const dependencies = await first.read();
  const { conda, requirements, constraints, requiresPython } = dependencies;
  for (const requirement of requirements) checkArchive(requirement, context);
  if (conda !== undefined) return { kind: 'conda', file: name, ...conda, requirements };
  if (requirements.length === 0 && requiresPython === undefined) return { kind: 'none' };
  return {
    kind: 'pip',
    file: name,
    requirements,
    constraints,
    ...(requiresPython !== undefined && { requiresPython }),
  };
}

/** A file that says what to install. */
interface Source {
  readonly name: string;
  read(): Promise<FoundDependencies>;
}

async function findSources(context: DependencyContext): Promise<readonly Source[]> {
  const { directory, shown, files, report } = context;
  const sources: Source[] = [];
  for (const name of DEPENDENCY_FILES.filter((one) => files.some((file) => file.path === one))) {
    const place = { file: `${shown}/${name}`, path: name, report };
    const readOwn = (): Promise<string | undefined> =>
      readText({ absolutePath: path.join(directory, name), file: place.file }, report);
    if (name.startsWith('requirements'))
      sources.push({ name, read: () => readRequirements(name, context) });
    else if (name.startsWith('environment'))
      sources.push({ name, read: async () => parseEnvironment((await readOwn()) ?? '', place) });
    else {
      const project = parsePyproject((await readOwn()) ?? '', place);
      if (project) sources.push({ name, read: () => addUvLock(project, context) });
    }
  }
  return sources;
}

async function addUvLock(
  project: FoundDependencies,
  { directory, shown, report }: DependencyContext,
): Promise<FoundDependencies> {
  const file = `${shown}/uv.lock`;
  const text = await readText({ absolutePath: path.join(directory, 'uv.lock'), file }, report);
  if (text === undefined) return project;
  const { requirements } = project;
  return { ...project, constraints: parseUvLock(text, { file, requirements, report }) };
}
