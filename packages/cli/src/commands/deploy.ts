import { resolve } from 'node:path';
import { hasErrors } from '@celeriac/diagnostic';
import { type PluginModel, readPlugin } from '@celeriac/plugin';
import { openStateDirectory, writeSettings } from '@celeriac/state';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { createDeployView } from '../render/deploy-view.ts';
import { renderEventJson } from '../render/render-event-json.ts';
import { renderDeployEvent } from '../render/render-deploy-event.ts';
import { countDiagnostics, renderDiagnostics } from '../render/render-diagnostics.ts';
import { startServe } from '../serve/start-serve.ts';
import type { ServiceFlags } from '../service-flags.ts';
import { type DeployFlags, readDeploySettings } from '../session/deploy-settings.ts';
import { openSession, type Session } from '../session/open-session.ts';
import { readStopSettings, type StopFlags } from '../session/stop-settings.ts';
import { refuseBesideDev } from '../session/refuse-beside-dev.ts';
import { stateDirectoryOf } from '../session/resolve-services.ts';
import { tellingDiagnostics } from './telling-diagnostics.ts';

type DeployCommandFlags = ServiceFlags &
  DeployFlags &
  StopFlags & { json?: boolean; serve: boolean; frozen?: boolean; plan?: boolean };

/** `celeriac deploy`: brings a plugin to the state of its folder, and sees that it is kept so. */
export async function deploy(
  { terminal, signal }: CommandContext,
  folder: string,
  flags: DeployCommandFlags,
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
  return tellingDiagnostics({ root, terminal, json: flags.json === true }, () =>
    deployPlugin(plugin, flags, { terminal, signal }),
  );
}

async function deployPlugin(
  plugin: PluginModel,
  flags: DeployCommandFlags,
  { terminal, signal }: CommandContext,
): Promise<ExitCode> {
  const { frozen = false } = flags;
  const state = await openStateDirectory(stateDirectoryOf(flags));
  const stops = await readStopSettings(flags, { state, serves: flags.serve });
  const settings = { ...(await readDeploySettings(flags)), ...stops };
  await using session = await openSession(state, flags, { ...settings, signal });
  refuseBesideDev(session.services, 'a deploy');
  if (flags.plan) return await previewPlugin(plugin, session, { flags, terminal, signal });
  await writeSettings(session.state, session.services);
  using view = createDeployView(terminal);
  for await (const event of session.deployer.deploy(plugin, { frozen, signal })) {
    if (flags.json) terminal.data(renderEventJson(event));
    else view.push(event);
    if (event.kind === 'deployed' && !flags.json)
      for (const name of event.functions) terminal.say(`  ${name}`);
  }
  if (flags.serve) await startServe(session.state, terminal);
  return EXIT.done;
}

/** `celeriac deploy --plan`: says what would be done, and why. */
async function previewPlugin(
  plugin: PluginModel,
  { deployer }: Session,
  { flags, terminal, signal }: CommandContext & { readonly flags: DeployCommandFlags },
): Promise<ExitCode> {
  for await (const event of deployer.preview(plugin, { signal })) {
    if (flags.json) terminal.data(renderEventJson(event));
    else renderDeployEvent(event, terminal);
  }
  if (!flags.json) terminal.say('nothing was done: this was the plan');
  return EXIT.done;
}
