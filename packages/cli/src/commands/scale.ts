import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { renderDeployEvent } from '../render/render-deploy-event.ts';
import { renderEventJson } from '../render/render-event-json.ts';
import type { ServiceFlags } from '../service-flags.ts';
import { openSession } from '../session/open-session.ts';
import { refuseBesideDev } from '../session/refuse-beside-dev.ts';
import { requireState } from '../session/resolve-services.ts';
import { readStopSettings, type StopFlags } from '../session/stop-settings.ts';

/** `celeriac scale`: sets how many containers an app has, and waits until they are ready. */
export async function scale(
  { terminal, signal }: CommandContext,
  target: string,
  ...[text, flags]: [replicas: string, flags: ServiceFlags & StopFlags & { json?: boolean }]
): Promise<ExitCode> {
  const [plugin = '', app] = target.split(':');
  const replicas = parseReplicas(text);
  const state = await requireState(flags);
  const stops = await readStopSettings(flags, { state });
  await using session = await openSession(state, flags, { ...stops, signal });
  refuseBesideDev(session.services, 'scaling');
  const events = session.deployer.scale({ plugin, app, replicas }, { signal });
  for await (const event of events)
    if (flags.json) terminal.data(renderEventJson(event));
    else renderDeployEvent(event, terminal);
  return EXIT.done;
}

const MOST_REPLICAS = 1000;

function parseReplicas(text: string): number | 'auto' {
  if (text === 'auto') return text;
  if (/^\d{1,4}$/.test(text) && Number(text) <= MOST_REPLICAS) return Number(text);
  const message = `"${text}" is no number of containers from 0 to ${MOST_REPLICAS}.`;
  throw new CliError(
    'BAD_USAGE',
    message,
    'Give a number, or "auto" for what container.json says.',
  );
}
