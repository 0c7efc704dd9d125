import { stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { Diagnostic } from '@celeriac/diagnostic';
import {
  findPluginRoot,
  findSources,
  type PluginModel,
  type PythonSource,
  readPlugin,
  readSource,
} from '@celeriac/plugin';
import type { FunctionSignature } from '@celeriac/signature';
import { CliError } from '../cli-error.ts';

/** A function that was found, and where; spans are offsets into its file. */
export interface CheckedFunction {
  /** As a person would write it from where the command runs. */
  readonly file: string;
  /** As written in the file. */
  readonly parsed: PythonSource['functions'][number];
  /** As callers see it: in a plugin without the aliases that lead elsewhere. */
  readonly signature: FunctionSignature;
  /** Where the function belongs to an app of a plugin. */
  readonly app?: { readonly plugin: string; readonly name: string };
}

/** Everything that a check found in the paths it was given. */
export interface CheckReport {
  readonly plugins: readonly PluginModel[];
  /** By path, then by place in the file. */
  readonly functions: readonly CheckedFunction[];
  /** Files are as a person would write them from where the command runs. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks plugin roots, other folders (whole trees of Python files) and single files. */
export async function checkPaths(
  paths: readonly string[],
  signal: AbortSignal,
): Promise<CheckReport> {
  const plugins = new Map<string, PluginModel>();
  const functions = new Map<string, CheckedFunction>();
  const diagnostics = new Map<string, Diagnostic>();
  const tell = (told: readonly Diagnostic[]): void => {
    // What two of the paths share is told once.
    for (const diagnostic of told) diagnostics.set(JSON.stringify(diagnostic), diagnostic);
  };
  const owners = new Map<string, Promise<PluginModel | undefined>>();
  const findOwner = async (path: string): Promise<PluginModel | undefined> => {
    const root = await findPluginRoot(path);
    if (root === undefined) return undefined;
    const known = owners.get(root) ?? readPlugin(root, { signal }).then(({ value }) => value);
    owners.set(root, known);
    return known;
  };
  const addFile = async (path: string, checked?: PluginModel): Promise<void> => {
    const file = toShown(path);
    const { value: source, diagnostics: told } = await readSource(path, { file, signal });
    if (checked === undefined) tell(told);
    if (!source?.functions.length) return;
    const owner = checked ?? (await findOwner(path));
    for (const parsed of source.functions) {
      const key = `${file}:${parsed.nameSpan.start}`;
      const inApp = owner && findInApp(owner, path, parsed.nameSpan.start);
      const { signature } = parsed;
      if (inApp || !functions.has(key)) functions.set(key, { file, parsed, signature, ...inApp });
    }
  };
  const addPlugin = async (root: string, isNamed: boolean): Promise<void> => {
    const { value: plugin, diagnostics: told } = await readPlugin(root, { signal });
    // A folder named python beside a package.json may have nothing to do with us.
    const isOther = !isNamed && told.length === 1 && told[0]?.code === 'no-functions';
    if (!isOther) tell(told.map((diagnostic) => rebase(diagnostic, root)));
    if (plugin === undefined) return;
    plugins.set(root, plugin);
    for (const file of filesOf(plugin)) await addFile(file, plugin);
  };
  for (const path of paths) {
    const kind = await kindOf(path);
    if (kind === 'file') await addFile(resolve(path));
    else if (kind === 'plugin') await addPlugin(resolve(path), true);
    else {
      const found = await findSources(path, { signal });
      for (const root of found.plugins) await addPlugin(root, false);
      for (const file of found.files) await addFile(file);
    }
  }
  return {
    plugins: [...plugins.values()],
    functions: [...functions.values()].toSorted(byPlace),
    diagnostics: [...diagnostics.values()],
  };
}

/** A path as a person would write it here; outside of the working directory it stays absolute. */
export function toShown(path: string): string {
  const shown = relative('.', path);
  return shown.startsWith('..') || isAbsolute(shown) ? path : shown || '.';
}

async function kindOf(path: string): Promise<'file' | 'plugin' | 'folder'> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined)
    throw new CliError('BAD_USAGE', `There is no "${path}".`, 'Name a folder or a Python file.');
  if (!facts.isDirectory()) return 'file';
  const inside = await Promise.all(
    ['python', 'package.json', 'celeriac.json'].map((name) =>
      stat(join(path, name)).catch(() => undefined),
    ),
  );
  const [python, ...manifests] = inside.map((entry) => entry !== undefined);
  if (python) return 'plugin';
  if (!manifests.includes(true)) return 'folder';
  // The root of a workspace has a package.json too.
  const { plugins, files } = await findSources(path);
  return plugins.length + files.length > 0 ? 'folder' : 'plugin';
}

function filesOf({ root, apps }: PluginModel): ReadonlySet<string> {
  return new Set(apps.flatMap((app) => app.functions.map(({ file }) => join(root, file))));
}

function findInApp(
  { root, name: plugin, apps }: PluginModel,
  path: string,
  start: number,
): Pick<CheckedFunction, 'app' | 'signature'> | undefined {
  for (const { name, functions } of apps)
    for (const { file, span, signature } of functions)
      if (join(root, file) === path && span.start === start)
        return { app: { plugin, name }, signature };
  return undefined;
}

function rebase(diagnostic: Diagnostic, root: string): Diagnostic {
  const { file, related } = diagnostic;
  const at = (inside: string): string => toShown(join(root, inside));
  return {
    ...diagnostic,
    ...(file !== undefined && { file: at(file) }),
    ...(related && {
      related: related.map((place) =>
        place.file === undefined ? place : { ...place, file: at(place.file) },
      ),
    }),
  };
}

function byPlace(left: CheckedFunction, right: CheckedFunction): number {
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return left.parsed.nameSpan.start - right.parsed.nameSpan.start;
}
