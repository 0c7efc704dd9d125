import type { RoundRecord } from './round.ts';

/** How many calls a round makes, and how many of them are under way at a time. */
export interface RoundShape {
  readonly inFlight: number;
  readonly calls: number;
}

/** Makes a round of calls from this process. */
export async function keepInFlight(
  call: () => Promise<unknown>,
  { inFlight, calls }: RoundShape,
): Promise<RoundRecord> {
  const latenciesMs: number[] = [];
  let sent = 0;
  const callOneByOne = async (): Promise<void> => {
    while (sent < calls) {
      sent += 1;
      const began = performance.now();
      await call();
      latenciesMs.push(performance.now() - began);
    }
  };
  const cpuBegan = process.cpuUsage();
  const began = performance.now();
  await Promise.all(Array.from({ length: inFlight }, callOneByOne));
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpuBegan);
  return { latenciesMs, seconds, cpuSeconds: (user + system) / 1e6 };
}
