import { readCpuSeconds } from './cpu-time.ts';
import type { RoundShape } from './keep-in-flight.ts';
import { toRoundFigures, type RoundFigures, type RoundRecord } from './round.ts';

/** One way of calling, and the processes that run what is called. */
export interface Side {
  readonly run: (shape: RoundShape) => Promise<RoundRecord>;
  readonly workers: readonly number[];
}

/** Figures of one round, of how many calls under way they are, and what broker and worker spent on it. */
export interface RoundEntry extends RoundFigures {
  readonly inFlight: number;
  readonly brokerCpuMsPerCall: number;
  readonly workerCpuMsPerCall: number;
}

/** Makes one round of calls. */
export async function runRound(
  { run, workers }: Side,
  shape: RoundShape,
  brokerPid: number,
): Promise<RoundEntry> {
  const [brokerBefore, workersBefore] = [readCpuSeconds([brokerPid]), readCpuSeconds(workers)];
  const figures = toRoundFigures(await run(shape));
  const perCall = (seconds: number): number => (seconds * 1_000) / shape.calls;
  return {
    ...figures,
    inFlight: shape.inFlight,
    brokerCpuMsPerCall: perCall(readCpuSeconds([brokerPid]) - brokerBefore),
    workerCpuMsPerCall: perCall(readCpuSeconds(workers) - workersBefore),
  };
}
