import path from 'node:path';
import type { Requirement } from '../plugin-model.ts';
import { readText } from '../read-text.ts';
import type { DependencyContext, FoundDependencies } from './dependency-source.ts';
import { parseRequirements, type RequirementsInclude } from './parse-requirements.ts';

/**
 * Reads a requirements file with the files that it includes by `-r` and `-c`.
 *
 * Errors besides those of `parseRequirements`: `unsupported-requirement` for an include, or an
 * archive, that leaves the app or is none of its files.
 */
export async function readRequirements(
  name: string,
  context: DependencyContext,
): Promise<FoundDependencies> {
  const { directory, shown, report } = context;
  const file = `${shown}/${name}`;
  const text = (await readText({ absolutePath: path.join(directory, name), file }, report)) ?? '';
  const found = { requirements: [] as Requirement[], constraints: [] as Requirement[] };
  const known = new Set<string>();
  const visit = async (
    { name, text }: { readonly name: string; readonly text: string },
    kind: RequirementsInclude['kind'],
  ): Promise<void> => {
    if (known.has(`${kind} ${name}`)) return;
    known.add(`${kind} ${name}`);
    const file = `${shown}/${name}`;
    const { value, diagnostics } = parseRequirements(text, { file, path: name });
    report.addAll(diagnostics);
    found[kind].push(...value.requirements);
    for (const include of value.includes) {
      const target = resolveInclude(include, { name, file, context });
      if (target === undefined) continue;
      const place = { absolutePath: path.join(directory, target), file: `${shown}/${target}` };
      const inner = (await readText(place, report)) ?? '';
      await visit({ name: target, text: inner }, kind === 'constraints' ? kind : include.kind);
    }
  };
  await visit({ name, text }, 'requirements');
  for (const requirement of found.requirements) checkArchive(requirement, context);
  return found;
}

/** The path of an included file within the app, or `undefined` once it is told why not. */
function resolveInclude(
  { target, span }: RequirementsInclude,
  at: { readonly name: string; readonly file: string; readonly context: DependencyContext },
): string | undefined {
  const { report, files, shown } = at.context;
  const inside = path.posix.join(path.posix.dirname(at.name), target);
  const leaves = inside.startsWith('../') || path.posix.isAbsolute(target) || target.includes(':');
  if (!leaves && files.some((file) => file.path === inside)) return inside;
  const message = leaves
    ? `"${target}" leads out of the app's folder; put the file into ${shown}.`
    : `There is no file "${inside}" among the app's files.`;
  report.error('unsupported-requirement', message, { file: at.file, span });
  return undefined;
}

/** Tells an archive that is no file of the app. */
export function checkArchive(requirement: Requirement, context: DependencyContext): void {
  const { path: archive, file, span } = requirement;
  if (archive === undefined || context.files.some((one) => one.path === archive)) return;
  const message = `There is no file "${archive}" among the app's files.`;
  const place = { file: `${context.shown}/${file}`, span };
  context.report.error('unsupported-requirement', message, place);
}
