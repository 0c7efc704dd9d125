import type { DesiredPlugin } from '@celeriac/deployment';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { renderDeployEvent } from '../render/render-deploy-event.ts';
import { renderEventJson } from '../render/render-event-json.ts';
import { renderTable } from '../render/render-table.ts';
import type { ServiceFlags } from '../service-flags.ts';
import { openSession } from '../session/open-session.ts';
import { refuseBesideDev } from '../session/refuse-beside-dev.ts';
import { requireState } from '../session/resolve-services.ts';
import { readStopSettings, type StopFlags } from '../session/stop-settings.ts';

type RollbackFlags = ServiceFlags &
  StopFlags & { readonly json?: boolean; readonly list?: boolean };

/** `celeriac rollback`: brings an earlier release of a plugin back. */
export async function rollback(
  { terminal, signal }: CommandContext,
  plugin: string,
  ...[text, flags]: [release: string | undefined, flags: RollbackFlags]
): Promise<ExitCode> {
  const release = parseRelease(text);
  const state = await requireState(flags);
  const stops = await readStopSettings(flags, { state });
  await using session = await openSession(state, flags, { ...stops, signal });
  if (flags.list === true) {
    const desired = await session.ports.desired.read(plugin);
    if (flags.json) terminal.data(JSON.stringify(toList(desired), undefined, 2));
    else terminal.data(renderTable([HEADING, ...toList(desired).map(toRow)]));
    return EXIT.done;
  }
  refuseBesideDev(session.services, 'a rollback');
  const options = { signal, ...(release !== undefined && { release }) };
  for await (const event of session.deployer.rollback(plugin, options))
    if (flags.json) terminal.data(renderEventJson(event));
    else renderDeployEvent(event, terminal);
  return EXIT.done;
}

const HEADING = ['RELEASE', 'VERSION', 'DEPLOYED', 'APPS', ''];

interface ListedRelease {
  readonly release: number;
  readonly version: string;
  readonly deployedAt: string;
  readonly apps: readonly { readonly app: string; readonly image: string }[];
  readonly isCurrent: boolean;
}

/** What is deployed and what it was before, without what is secret of them. */
function toList(desired: DesiredPlugin | undefined): readonly ListedRelease[] {
  if (desired === undefined) return [];
  return [desired, ...desired.history].map(({ release, version, deployedAt, apps }) => ({
    ...{ release, version, deployedAt },
    apps: apps.map(({ broker, image }) => ({ app: broker.app, image })),
    isCurrent: release === desired.release,
  }));
}

function toRow({
  release,
  version,
  deployedAt,
  apps,
  isCurrent,
}: ListedRelease): readonly string[] {
  const names = apps.map(({ app }) => app).join(', ');
  return [String(release), version, deployedAt, names, isCurrent ? 'runs now' : ''];
}

function parseRelease(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  const remedy = 'Releases that are kept: celeriac rollback <plugin> --list.';
  throw new CliError('BAD_USAGE', `"${text}" is no number of a release.`, remedy);
}
