import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerStatus, LogLine } from '@celeriac/deployment';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { ServiceFlags } from '../service-flags.ts';
import { openSession, type Session } from '../session/open-session.ts';
import { requireState } from '../session/resolve-services.ts';

/** How often is looked for others to follow. */
const LOOK_MS = 500;

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
    const isAlone = target?.includes('/') === true || (found.length === 1 && !flags.follow);
    terminal.data(isAlone ? text : `${terminal.paint('dim', `${plugin}/${app}`)} ${text}`);
  };
  const read = async (container: ContainerStatus, lines?: number): Promise<void> => {
    const bound = lines === undefined ? {} : { tail: lines };
    const options = { follow: flags.follow ?? false, ...bound, signal };
    for await (const line of spawner.logs(container.id, options)) show(container, line);
  };
  try {
    const following = found.map((container) => read(container, tail));
    if (flags.follow) following.push(followLater(found, { session, target, signal, read }));
    await Promise.all(following);
  } catch (error) {
    // Ctrl-C is how following ends.
    if (!signal.aborted || !flags.follow) throw error;
  }
  return EXIT.done;
}

/** Follows containers that take the place of others, such as those of a deploy, until there is none. */
async function followLater(
  first: readonly ContainerStatus[],
  parts: {
    readonly session: Session;
    readonly target: string | undefined;
    readonly signal: AbortSignal;
    readonly read: (container: ContainerStatus) => Promise<void>;
  },
): Promise<void> {
  const { session, target, signal, read } = parts;
  const { spawner, desired } = session.ports;
  const known = new Set(first.map(({ id }) => id));
  const following: Promise<void>[] = [];
  for (;;) {
    await sleep(LOOK_MS, undefined, { signal });
    const all = await spawner.list({ instance: desired.instance }, { signal });
    const meant = all.filter((container) => matches(container, target));
    if (meant.length === 0) break;
    for (const container of meant.filter(({ id }) => !known.has(id))) {
      known.add(container.id);
      // One that has just been removed has no more to say.
      following.push(read(container).catch(() => undefined));
    }
  }
  await Promise.all(following);
}

function matches({ owner }: ContainerStatus, target: string | undefined): boolean {
  if (target === undefined) return true;
  const wanted = target.toLowerCase();
  const plugin = owner.plugin.toLowerCase();
  return wanted === plugin || wanted === `${plugin}/${owner.app.toLowerCase()}`;
}
