import type { ContainerStatus, LogLine } from '@celeriac/deployment';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { ServiceFlags } from '../service-flags.ts';
import { openSession } from '../session/open-session.ts';
import { requireState } from '../session/resolve-services.ts';

/** `celeriac logs`: what workers write, each line with its app where there are several. */
export async function logs(
  { terminal, signal }: CommandContext,
  target: string | undefined,
  flags: ServiceFlags & { follow?: boolean; tail: string },
): Promise<ExitCode> {
  const tail = Number(flags.tail);
  if (!Number.isInteger(tail) || tail < 0)
    throw new CliError('BAD_USAGE', `--tail takes a number of lines, not "${flags.tail}".`);
  await using session = await openSession(await requireState(flags), flags, { signal });
  const { spawner, desired } = session.ports;
  const all = await spawner.list({ instance: desired.instance }, { signal });
  const found = all.filter((container) => matches(container, target));
  if (found.length === 0)
    throw new CliError(
      'BAD_USAGE',
      `No container of "${target ?? 'any plugin'}" is there.`,
      'See what is: celeriac ps.',
    );
  const show = (container: ContainerStatus, { text }: LogLine): void => {
    const { plugin, app } = container.owner;
    terminal.data(found.length > 1 ? `${terminal.paint('dim', `${plugin}/${app}`)} ${text}` : text);
  };
  const options = { follow: flags.follow ?? false, tail, signal };
  try {
    await Promise.all(
      found.map(async (container) => {
        for await (const line of spawner.logs(container.id, options)) show(container, line);
      }),
    );
  } catch (error) {
    // Ctrl-C is how following ends.
    if (!signal.aborted || !flags.follow) throw error;
  }
  return EXIT.done;
}

function matches({ owner }: ContainerStatus, target: string | undefined): boolean {
  if (target === undefined) return true;
  const wanted = target.toLowerCase();
  const plugin = owner.plugin.toLowerCase();
  return wanted === plugin || wanted === `${plugin}/${owner.app.toLowerCase()}`;
}
