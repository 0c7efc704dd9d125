import type { Measurement, Target } from '../bench-row.ts';
import { median } from '../median.ts';
import type { RoundFigures } from './round.ts';

/** Figures of one round, and of how many calls under way they are. */
export interface RoundEntry extends RoundFigures {
  readonly inFlight: number;
}

/** What every side did in every round. */
export interface CallRounds {
  readonly ours: RoundEntry[];
  /** A stock worker on a queue like ours. */
  readonly quorum: RoundEntry[];
  /** A stock worker with Celery's defaults. */
  readonly defaults: RoundEntry[];
}

interface RowPlan {
  readonly name: string;
  readonly unit: string;
  readonly inFlight: number;
  readonly figure: keyof RoundFigures;
  /** What the stock worker on a queue like ours is to be beaten by. */
  readonly target?: Target;
}

const speed = { unit: 'calls/s', figure: 'callsPerSecond' } as const;
const cpu = { name: 'CPU of the client per call', unit: 'ms', figure: 'cpuMsPerCall' } as const;
const faster: Target = { of: 'ratio', atLeast: 1.5, due: false };

const plans: readonly RowPlan[] = [
  {
    name: 'no-op p50, one at a time',
    unit: 'ms',
    inFlight: 1,
    figure: 'p50Ms',
    target: { of: 'ratio', atMost: 0.7, due: false },
  },
  {
    name: 'no-op p99, one at a time',
    unit: 'ms',
    inFlight: 1,
    figure: 'p99Ms',
    target: { of: 'value', atMost: 20, due: false },
  },
  { ...speed, name: 'calls/s, one at a time', inFlight: 1 },
  { ...speed, name: 'calls/s, 64 in flight', inFlight: 64, target: faster },
  { ...speed, name: 'calls/s, 1,000 in flight', inFlight: 1_000, target: faster },
  { ...cpu, inFlight: 64, target: { of: 'ratio', atMost: 0.35, due: false } },
];

/** Makes the rows: first beside the peer that is as safe as ours, then beside the one with its defaults. */
export function toCallRows(rounds: CallRounds): readonly Measurement[] {
  const toRow = (
    { name, unit, target, ...plan }: RowPlan,
    peer: 'quorum' | 'defaults',
  ): Measurement => ({
    name: peer === 'quorum' ? name : `${name}; peer with its defaults`,
    unit,
    value: medianOf(rounds.ours, plan),
    peer: medianOf(rounds[peer], plan),
    ...(peer === 'quorum' && target !== undefined && { target }),
  });
  return (['quorum', 'defaults'] as const).flatMap((peer) =>
    plans.map((plan) => toRow(plan, peer)),
  );
}

function medianOf(
  entries: readonly RoundEntry[],
  { inFlight, figure }: Pick<RowPlan, 'inFlight' | 'figure'>,
): number {
  const own = entries.filter((entry) => entry.inFlight === inFlight);
  return median(own.map((entry) => entry[figure]));
}
