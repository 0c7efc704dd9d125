/** How many calls a rig runs at a time. */
export interface Slots {
  readonly workers: number;
  /** Of each worker. */
  readonly processes: number;
}

/** Faults that can take a running call from its slot; all others leave each where it is. */
const lossesOf: Readonly<Record<string, (slots: Slots) => number>> = {
  'child killed': () => 1,
  'worker killed': ({ processes }) => processes,
  'worker frozen': ({ processes }) => processes,
  ...Object.fromEntries(
    [
      ...['broker killed', 'broker restarted', 'broker frozen', 'every worker killed'],
      ...['workers cut off', 'worker connections dropped', 'workers partitioned'],
    ].map((name) => [name, ({ workers, processes }: Slots) => workers * processes]),
  ),
};

/** The most calls that slots can have lost to faults, so that another has them again. */
export function countLosses(faultNames: readonly string[], slots: Slots): number {
  return faultNames.reduce((sum, name) => sum + (lossesOf[name]?.(slots) ?? 0), 0);
}
