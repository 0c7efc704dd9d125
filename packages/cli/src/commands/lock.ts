import { resolve } from 'node:path';
import { hasErrors } from '@celeriac/diagnostic';
import { readPlugin } from '@celeriac/plugin';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { createDeployView } from '../render/deploy-view.ts';
import { renderEventJson } from '../render/render-event-json.ts';
import { countDiagnostics, renderDiagnostics } from '../render/render-diagnostics.ts';
import type { BuildFlags, ServiceFlags } from '../service-flags.ts';
import { readDeploySettings } from '../session/deploy-settings.ts';
import { openBuildSession } from '../session/open-build-session.ts';
import { tellingDiagnostics } from './telling-diagnostics.ts';

/** `celeriac lock`: resolves what has changed, and keeps it as `requirements.lock` beside it. */
export async function lock(
  { terminal, signal }: CommandContext,
  folder: string,
  flags: ServiceFlags & BuildFlags & { frozen?: boolean; upgrade?: boolean; json?: boolean },
): Promise<ExitCode> {
  const root = resolve(folder);
  const { value: plugin, diagnostics } = await readPlugin(root, { signal });
  await renderDiagnostics(diagnostics, root, terminal);
  if (plugin === undefined || hasErrors(diagnostics)) {
    terminal.say(
      `${terminal.paint('bad', '✗')} ${countDiagnostics(diagnostics)}; nothing was changed`,
    );
    return EXIT.diagnostics;
  }
  const settings = await readDeploySettings(flags);
  await using session = await openBuildSession(flags, { ...settings, signal });
  const mode = flags.frozen ? 'frozen' : flags.upgrade ? 'upgrade' : undefined;
  return await tellingDiagnostics({ root, terminal, json: flags.json === true }, async () => {
    let made = 0;
    using view = createDeployView(terminal);
    for await (const event of session.lock(plugin, { ...(mode && { mode }), signal })) {
      if (event.kind === 'locked') made++;
      if (flags.json) terminal.data(renderEventJson(event));
      else view.push(event);
    }
    if (!flags.json && made === 0)
      terminal.say(`${terminal.paint('good', '✓')} every lock is up to date`);
    return EXIT.done;
  });
}
