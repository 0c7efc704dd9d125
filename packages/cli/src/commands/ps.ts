import type { AppStatus } from '@celeriac/deployer';
import { CONTROLLER_LOCK, findLockHolder, findStateDirectory } from '@celeriac/state';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { renderTable } from '../render/render-table.ts';
import type { ServiceFlags } from '../service-flags.ts';
import { openSession } from '../session/open-session.ts';
import { stateDirectoryOf } from '../session/resolve-services.ts';

/** `celeriac ps`: how every deployed app stands. */
export async function ps(
  { terminal, signal }: CommandContext,
  flags: ServiceFlags & { json?: boolean },
): Promise<ExitCode> {
  const state = await findStateDirectory(stateDirectoryOf(flags));
  if (state === undefined) return showNothing(terminal, flags.json ?? false);
  await using session = await openSession(state, flags, { signal });
  const apps = await session.deployer.status({ signal });
  const controller = await findLockHolder(session.state.resolve(CONTROLLER_LOCK));
  if (flags.json) {
    const pid = controller?.pid ?? null;
    terminal.data(JSON.stringify({ controller: { pid }, apps }, undefined, 2));
    return EXIT.done;
  }
  if (apps.length === 0) terminal.say('Nothing is deployed.');
  else terminal.data(renderTable([HEADING, ...apps.map(toRow)]));
  for (const { plugin, app, containers } of apps)
    for (const { reason, state } of containers)
      if (reason !== undefined && state !== 'running')
        terminal.say(`${terminal.paint('bad', `${plugin}/${app}`)} ${reason}`);
  if (apps.length > 0 && controller === undefined)
    terminal.say('The controller is not running; start it with celeriac serve.');
  return EXIT.done;
}

/** Where nothing was deployed there is nothing to ask for either. */
function showNothing(terminal: CommandContext['terminal'], asJson: boolean): ExitCode {
  if (asJson) terminal.data(JSON.stringify({ controller: { pid: null }, apps: [] }));
  else terminal.say('Nothing is deployed.');
  return EXIT.done;
}

const HEADING = ['PLUGIN', 'APP', 'VERSION', 'READY', 'WAITING', 'RUNNING', 'FUNCTIONS'];

function toRow({ plugin, app, version, replicas, queue, functions }: AppStatus): readonly string[] {
  return [
    plugin,
    app,
    String(version),
    `${replicas.ready}/${replicas.desired}`,
    queue ? String(queue.waiting) : '-',
    queue ? String(queue.running) : '-',
    functions.map((name) => name.slice(plugin.length + 1)).join(', '),
  ];
}
