import type { DownEvent } from '@celeriac/deployer';
import { removeStateDirectory } from '@celeriac/state';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { renderDraining, renderRetired } from '../render/render-departure.ts';
import { renderWaiting } from '../render/render-waiting.ts';
import { stopServe } from '../serve/stop-serve.ts';
import type { ServiceFlags } from '../service-flags.ts';
import { openSession } from '../session/open-session.ts';
import { refuseBesideDev } from '../session/refuse-beside-dev.ts';
import { requireState } from '../session/resolve-services.ts';
import { parseStopGrace, type StopFlags } from '../session/stop-settings.ts';
import type { Terminal } from '../terminal.ts';

/** `celeriac down`: takes a plugin down, and the controller with the last one. */
export async function down(
  { terminal, signal }: CommandContext,
  plugin: string,
  flags: ServiceFlags & StopFlags & { purge?: boolean; now?: boolean },
): Promise<ExitCode> {
  const purge = flags.purge ?? false;
  const stopGraceMs = flags.now ? 0 : parseStopGrace(flags.stopGrace);
  await using session = await openSession(await requireState(flags), flags, { signal });
  refuseBesideDev(session.services, 'taking a plugin down');
  let remaining = 1;
  const options = { purge, signal, ...(stopGraceMs !== undefined && { stopGraceMs }) };
  for await (const event of session.deployer.down(plugin, options)) {
    render(event, terminal);
    if (event.kind === 'down') remaining = event.remaining;
  }
  if (remaining === 0) {
    await stopServe(session.state, terminal);
    const known = await session.ports.catalog.list();
    if (purge && known.length === 0) await removeStateDirectory(session.state);
  }
  return EXIT.done;
}

function render(event: DownEvent, terminal: Terminal): void {
  const { say, paint } = terminal;
  const done = paint('good', '✓');
  switch (event.kind) {
    case 'waiting':
      renderWaiting(event, terminal);
      break;
    case 'running':
      say(`${paint('warning', '…')} ${event.app}: ${event.calls} calls run, and may finish`);
      break;
    case 'draining':
      renderDraining(event, terminal);
      break;
    case 'stopped':
      renderRetired(event, terminal);
      break;
    case 'answered':
      say(`${done} ${event.app}: ${event.calls} waiting calls were told`);
      break;
    case 'image-removed':
      say(`${done} image ${event.image} removed`);
      break;
    case 'down':
      say(`${done} ${paint('strong', event.plugin)} is down`);
      break;
  }
}
