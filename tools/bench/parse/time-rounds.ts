/** Something to be timed. */
export interface TimedWork {
  readonly run: () => unknown;
  /** Runs in a row whose mean is one measurement, so that a collection in one of them is shared. */
  readonly inARow: number;
}

/**
 * The time of a run of each work, in milliseconds: the least of some rounds, in which all of them
 * take their turn, so that they are measured at the same times of the machine.
 *
 * It is CPU time of the whole process, threads of the collector included. That is at least what a run
 * takes on an idle machine, and leaves out what other processes take meanwhile.
 */
export function timeRounds<Name extends string>(
  works: Readonly<Record<Name, TimedWork>>,
  { rounds, warmups }: { readonly rounds: number; readonly warmups: number },
): Readonly<Record<Name, number>> {
  const entries = Object.entries<TimedWork>(works);
  const least = new Map<string, number>();
  for (let round = -warmups; round < rounds; round += 1)
    for (const [name, work] of entries) {
      const ms = cpuMs(work);
      if (round >= 0) least.set(name, Math.min(ms, least.get(name) ?? Infinity));
    }
  return Object.fromEntries(least) as Record<Name, number>;
}

function cpuMs({ run, inARow }: TimedWork): number {
  const before = process.cpuUsage();
  for (let count = 0; count < inARow; count += 1) run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / inARow;
}
