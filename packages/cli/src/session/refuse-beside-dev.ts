import type { InstanceSettings } from '@celeriac/state';
import { CliError } from '../cli-error.ts';

/** Throws `DEV_RUNS` where what runs is a `celeriac dev`'s own to change. */
export function refuseBesideDev({ keeper }: InstanceSettings, what: string): void {
  if (keeper === undefined) return;
  throw new CliError(
    'DEV_RUNS',
    `A celeriac dev (pid ${keeper.pid}) runs in this state directory, so ${what} is refused.`,
    'End it with Ctrl-C, or give another --state-dir.',
  );
}
