const FIRST_MS = 50;
const LONGEST_MS = 5_000;

/** Wait before the attempt after `failures` failed ones: doubling, with half of it left to chance. */
export function toBackOffMs(failures: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 20));
  return full / 2 + (full / 2) * random();
}
