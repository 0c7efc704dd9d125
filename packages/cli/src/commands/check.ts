import { relative, resolve } from 'node:path';
import { hasErrors } from '@celeriac/diagnostic';
import { type PluginModel, readPlugin } from '@celeriac/plugin';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { countDiagnostics, renderDiagnostics } from '../render/render-diagnostics.ts';

/** `celeriac check`: reads a plugin and says everything that is wrong with it. */
export async function check(
  { terminal, signal }: CommandContext,
  folder: string,
  flags: { json?: boolean },
): Promise<ExitCode> {
  const root = resolve(folder);
  const { value: plugin, diagnostics } = await readPlugin(root, { signal });
  const failed = hasErrors(diagnostics);
  if (flags.json) {
    terminal.data(JSON.stringify({ plugin: plugin && toJson(plugin), diagnostics }, undefined, 2));
    return failed ? EXIT.diagnostics : EXIT.done;
  }
  await renderDiagnostics(diagnostics, root, terminal);
  for (const app of plugin?.apps ?? []) {
    terminal.say(`${terminal.paint('strong', app.name)} ${relative('.', app.directory) || '.'}`);
    for (const { signature, file } of app.functions)
      terminal.say(`  ${plugin?.name}:${signature.name} ${terminal.paint('dim', file)}`);
  }
  const counts = countDiagnostics(diagnostics);
  if (failed) terminal.say(`${terminal.paint('bad', '✗')} ${counts}`);
  else terminal.say(`${terminal.paint('good', '✓')} ${counts || 'no problems'}`);
  return failed ? EXIT.diagnostics : EXIT.done;
}

function toJson({ name, version, apps }: PluginModel): unknown {
  return {
    name,
    version,
    apps: apps.map((app) => ({
      name: app.name,
      dependencies: app.dependencies,
      functions: app.functions.map(({ signature, file, definition, span }) => ({
        callName: `${name}:${signature.name}`,
        file,
        definition,
        span,
        signature,
      })),
    })),
  };
}
