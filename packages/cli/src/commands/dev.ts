import { resolve } from 'node:path';
import { defaultCacheDirectory } from '@celeriac/local';
import { openStateDirectory } from '@celeriac/state';
import type { CommandContext } from '../command-context.ts';
import { DevView } from '../dev/dev-view.ts';
import { openDevSession } from '../dev/open-dev-session.ts';
import { runDev } from '../dev/run-dev.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { ServiceFlags } from '../service-flags.ts';
import { type DeployFlags, readDeploySettings } from '../session/deploy-settings.ts';
import { stateDirectoryOf } from '../session/resolve-services.ts';

/** Flags of `celeriac dev`. */
export interface DevFlags extends Pick<ServiceFlags, 'stateDir' | 'dockerHost'>, DeployFlags {
  readonly docker?: boolean;
  readonly cacheDir?: string;
}

/** `celeriac dev`: runs a plugin on this machine, and what is edited at once, until Ctrl-C. */
export async function dev(
  { terminal, signal }: CommandContext,
  folder: string,
  flags: DevFlags,
): Promise<ExitCode> {
  const root = resolve(folder);
  const settings = await readDeploySettings(flags);
  const state = await openStateDirectory(stateDirectoryOf(flags));
  const cacheDirectory = resolve(flags.cacheDir ?? defaultCacheDirectory(process.env));
  const began = performance.now();
  {
    const { dockerHost } = flags;
    const docker = flags.docker === true && {
      docker: dockerHost === undefined ? {} : { dockerHost },
    };
    const options = { ...settings, ...docker, cacheDirectory, signal };
    await using session = await openDevSession(state, options);
    const took = ((performance.now() - began) / 1000).toFixed(2);
    terminal.say(
      `${terminal.paint('good', '✓')} a broker in this process (${took} s), workers as ${flags.docker ? 'containers' : 'processes of this machine'}`,
    );
    terminal.say(
      '  for development: what is queued ends with it; elsewhere give --broker-url the URL of a RabbitMQ',
    );
    await runDev({ root, session, view: new DevView(terminal), terminal, signal });
    terminal.live(undefined);
    terminal.say('ending');
  }
  terminal.say(`${terminal.paint('good', '✓')} ended; nothing is left running`);
  return EXIT.done;
}
