import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { toStandalone } from '@celeriac/codegen';
import { planDeployment } from '@celeriac/deployer';
import { hasErrors } from '@celeriac/diagnostic';
import { writeContext } from '@celeriac/image-builder';
import { readPlugin } from '@celeriac/plugin';
import { toResourceName } from '@celeriac/signature';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { createDeployView } from '../render/deploy-view.ts';
import { countDiagnostics, renderDiagnostics } from '../render/render-diagnostics.ts';
import type { BuildFlags, ServiceFlags } from '../service-flags.ts';
import { readDeploySettings } from '../session/deploy-settings.ts';
import { openBuildSession } from '../session/open-build-session.ts';
import { toShown } from './check-report.ts';
import { tellingDiagnostics } from './telling-diagnostics.ts';

/** `celeriac generate`: writes the build context of each app, in the dialect that every builder reads. */
export async function generate(
  { terminal, signal }: CommandContext,
  folder: string,
  flags: ServiceFlags & BuildFlags & { out: string },
): Promise<ExitCode> {
  const root = resolve(folder);
  const out = resolve(flags.out);
  await requireEmpty(out);
  const { value, diagnostics } = await readPlugin(root, { signal });
  await renderDiagnostics(diagnostics, root, terminal);
  if (value === undefined || hasErrors(diagnostics)) {
    terminal.say(
      `${terminal.paint('bad', '✗')} ${countDiagnostics(diagnostics)}; nothing was written`,
    );
    return EXIT.diagnostics;
  }
  const settings = await readDeploySettings(flags);
  await using session = await openBuildSession(flags, { ...settings, signal });
  return await tellingDiagnostics({ root, terminal, json: false }, async () => {
    using view = createDeployView(terminal);
    for await (const event of session.lock(value, { signal })) view.push(event);
    // Read again, as it has the locks now.
    const { value: plugin = value } = await readPlugin(root, { signal });
    const locks = new Map(plugin.apps.flatMap(({ name, lock }) => (lock ? [[name, lock]] : [])));
    const plan = planDeployment(plugin, { dialect: 'classic', settings: session.settings, locks });
    for (const { app, build, image } of plan.apps) {
      if (build === undefined) continue;
      const context = join(out, toResourceName(app.name));
      await writeContext(toStandalone(build), context);
      terminal.say(
        `${terminal.paint('good', '✓')} ${app.name}: docker build -t ${image} ${toShown(context)}`,
      );
    }
    return EXIT.done;
  });
}

async function requireEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new CliError('UNWRITABLE', `Cannot write to ${folder}: ${error.message}.`);
  });
  if (entries.length === 0) return;
  const message = `${folder} is not empty.`;
  throw new CliError('FOLDER_NOT_EMPTY', message, 'Name a folder that is empty or not there yet.');
}
