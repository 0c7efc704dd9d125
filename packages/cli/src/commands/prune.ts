import { connectEngine } from '@celeriac/engine';
import { type PrunedImage, pruneImages } from '@celeriac/image-builder';
import { createDesiredStore, findStateDirectory } from '@celeriac/state';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { renderTable } from '../render/render-table.ts';
import type { ServiceFlags } from '../service-flags.ts';
import { resolveServices, stateDirectoryOf } from '../session/resolve-services.ts';

/** Flags of `celeriac prune`. */
export interface PruneFlags extends ServiceFlags {
  /** Text of `--keep`. */
  readonly keep: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `celeriac prune`: removes older images of apps, but for what is deployed or in use. */
export async function prune(
  { terminal, signal }: CommandContext,
  plugin: string | undefined,
  flags: PruneFlags,
): Promise<ExitCode> {
  const keep = parseKeep(flags.keep);
  const { dockerHost } = await resolveServices(flags);
  await using engine = await connectEngine({
    signal,
    ...(dockerHost !== undefined && { host: dockerHost }),
  });
  const dryRun = flags.dryRun ?? false;
  const images = await pruneImages(engine, {
    ...{ keep, dryRun, signal, except: await listNeeded(flags) },
    ...(plugin !== undefined && { plugin }),
  });
  if (flags.json) terminal.data(JSON.stringify({ dryRun, images }, undefined, 2));
  else if (images.length === 0) terminal.say('There is no image to remove.');
  else {
    terminal.data(renderTable([HEADING, ...images.map(toRow)]));
    if (dryRun) terminal.say('nothing was removed: this was a dry run');
  }
  return EXIT.done;
}

const HEADING = ['APP', 'IMAGE', 'MB'];

function toRow({ plugin, app, image, bytes }: PrunedImage): readonly string[] {
  return [`${plugin}/${app}`, image, String(Math.round(bytes / 1e6))];
}

/** What is deployed stays, though an app that sleeps has no container, and what a rollback needs. */
async function listNeeded(flags: ServiceFlags): Promise<ReadonlySet<string>> {
  const state = await findStateDirectory(stateDirectoryOf(flags));
  const plugins = state === undefined ? [] : await createDesiredStore(state).list();
  const releases = plugins.flatMap((plugin) => [plugin, ...plugin.history]);
  return new Set(releases.flatMap(({ apps }) => apps.map(({ image }) => image)));
}

function parseKeep(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new CliError('BAD_USAGE', `--keep ${text} is no number of images.`, 'Give 1 or more.');
}
