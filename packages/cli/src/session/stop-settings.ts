import { CONTROLLER_LOCK, findLockHolder, type StateDirectory } from '@celeriac/state';
import { CliError } from '../cli-error.ts';
import type { DeploySettings } from './open-session.ts';

/** Flags of commands that end containers. */
export interface StopFlags {
  /** Text of `--stop-grace`. */
  readonly stopGrace?: string;
}

/**
 * How running calls are given time. Where a controller is there, or is to be, it sees to those that
 * take long; else the command waits for all.
 */
export async function readStopSettings(
  { stopGrace }: StopFlags,
  { state, serves = false }: { readonly state: StateDirectory; readonly serves?: boolean },
): Promise<Pick<DeploySettings, 'stopGraceMs' | 'retirePatienceMs'>> {
  const isServed = serves || (await findLockHolder(state.resolve(CONTROLLER_LOCK))) !== undefined;
  const stopGraceMs = parseStopGrace(stopGrace);
  return {
    ...(stopGraceMs !== undefined && { stopGraceMs }),
    ...(!isServed && { retirePatienceMs: Infinity }),
  };
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };
const MOST_MS = 7 * 24 * 3_600_000;

/** Milliseconds of `90`, `90s`, `15m` or `2h`. */
export function parseStopGrace(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, number = '', unit = 's'] = /^(\d{1,6})([smh])?$/.exec(text) ?? [];
  const ms = Number(number) * (UNITS[unit] ?? NaN);
  if (number !== '' && ms <= MOST_MS) return ms;
  const message = `--stop-grace ${text} is no time of at most a week.`;
  throw new CliError('BAD_USAGE', message, 'Give it as 90s, 15m or 2h.');
}
