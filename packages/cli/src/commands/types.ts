import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createCatalogStore } from '@celeriac/catalog';
import { hasErrors } from '@celeriac/diagnostic';
import { readPlugin } from '@celeriac/plugin';
import { type DeclaredPlugin, renderTypeDeclarations } from '@celeriac/signature';
import { findStateDirectory } from '@celeriac/state';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { countDiagnostics, renderDiagnostics } from '../render/render-diagnostics.ts';
import type { ServiceFlags } from '../service-flags.ts';
import { stateDirectoryOf } from '../session/resolve-services.ts';

/** `celeriac types`: writes declarations that make `functions.call` typed. */
export async function types(
  context: CommandContext,
  folders: readonly string[],
  flags: Pick<ServiceFlags, 'stateDir'> & { out?: string },
): Promise<ExitCode> {
  const { terminal } = context;
  const plugins =
    folders.length === 0 ? await readDeployed(flags) : await readFolders(folders, context);
  if (plugins === undefined) return EXIT.diagnostics;
  const declarations = renderTypeDeclarations(plugins);
  if (flags.out === undefined) {
    terminal.data(declarations.trimEnd());
    return EXIT.done;
  }
  const isNew = await writeChanged(resolve(flags.out), declarations);
  const count = plugins.reduce((sum, { functions }) => sum + functions.length, 0);
  const what = isNew ? `${count} ${count === 1 ? 'function' : 'functions'}` : 'nothing changed';
  terminal.say(`${terminal.paint('good', '✓')} ${flags.out}: ${what}`);
  return EXIT.done;
}

async function readDeployed(
  flags: Pick<ServiceFlags, 'stateDir'>,
): Promise<readonly DeclaredPlugin[]> {
  const state = await findStateDirectory(stateDirectoryOf(flags));
  const entries = state === undefined ? [] : await createCatalogStore(state).list();
  const deployed = entries.filter((entry) => entry.state === 'deployed');
  if (deployed.length === 0)
    throw new CliError(
      'BAD_USAGE',
      'Nothing is deployed, so there is nothing to declare.',
      'Name plugin folders: celeriac types <folder>.',
    );
  return deployed.map(({ plugin, apps }) => ({
    name: plugin,
    functions: apps.flatMap((app) => app.functions),
  }));
}

/** `undefined` where a folder has errors, which were shown. */
async function readFolders(
  folders: readonly string[],
  { terminal, signal }: CommandContext,
): Promise<readonly DeclaredPlugin[] | undefined> {
  const plugins: DeclaredPlugin[] = [];
  let hasFailed = false;
  for (const folder of folders) {
    const root = resolve(folder);
    const { value, diagnostics } = await readPlugin(root, { signal });
    if (value === undefined || hasErrors(diagnostics)) {
      await renderDiagnostics(diagnostics, root, terminal);
      const counts = countDiagnostics(diagnostics);
      terminal.say(`${terminal.paint('bad', '✗')} ${folder}: ${counts}; nothing was written`);
      hasFailed = true;
    } else {
      const functions = value.apps.flatMap((app) => app.functions.map((each) => each.signature));
      plugins.push({ name: value.name, functions });
    }
  }
  return hasFailed ? undefined : plugins;
}

/** Leaves a file that says the same already alone, so that nothing that watches it wakes up. */
async function writeChanged(file: string, text: string): Promise<boolean> {
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known === text) return false;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return true;
}
