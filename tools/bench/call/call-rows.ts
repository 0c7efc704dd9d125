import type { Measurement, Target } from '../bench-row.ts';
import { median } from '../median.ts';
import type { RoundEntry } from './run-round.ts';

/** Ours, a stock worker on a queue like ours, one with Celery's defaults, and a bare echo. */
export const sideNames = ['ours', 'quorum', 'defaults', 'floor'] as const;

/** What every side did in every round. */
export type CallRounds = Readonly<Record<(typeof sideNames)[number], RoundEntry[]>>;

type Figure = Exclude<keyof RoundEntry, 'inFlight'>;

interface RowPlan {
  readonly name: string;
  readonly unit: string;
  readonly inFlight: number;
  readonly figure: Figure;
  /** What the stock worker on a queue like ours is to be beaten by. */
  readonly target?: Target;
}

const speed = { unit: 'calls/s', figure: 'callsPerSecond' } as const;
const faster: Target = { of: 'ratio', atLeast: 1.5 };
const cpu = { unit: 'ms', inFlight: 64 } as const;

const plans: readonly RowPlan[] = [
  {
    name: 'no-op p50, one at a time',
    unit: 'ms',
    inFlight: 1,
    figure: 'p50Ms',
    target: { of: 'ratio', atMost: 0.7 },
  },
  {
    name: 'no-op p99, one at a time',
    unit: 'ms',
    inFlight: 1,
    figure: 'p99Ms',
    target: { of: 'value', atMost: 20, due: false },
  },
  { ...speed, name: 'calls/s, one at a time', inFlight: 1 },
  { ...speed, name: 'calls/s, 64 in flight', inFlight: 64 },
  { ...speed, name: 'calls/s, 1,000 in flight', inFlight: 1_000, target: faster },
  {
    ...cpu,
    name: 'CPU of the client per call',
    figure: 'cpuMsPerCall',
    target: { of: 'ratio', atMost: 0.35 },
  },
  {
    ...cpu,
    name: 'CPU of the worker per call',
    figure: 'workerCpuMsPerCall',
    target: { of: 'ratio', atMost: 1 },
  },
  { ...cpu, name: 'CPU of the broker per call', figure: 'brokerCpuMsPerCall' },
];

const peers = {
  quorum: '',
  defaults: '; peer with its defaults',
  floor: '; peer is a bare echo',
} as const;

/** Makes the rows: beside the peer that is as safe as ours, beside the one with its defaults, beside the floor. */
export function toCallRows(rounds: CallRounds): readonly Measurement[] {
  const toRow = (plan: RowPlan, peer: keyof typeof peers): Measurement => ({
    name: `${plan.name}${peers[peer]}`,
    unit: plan.unit,
    value: medianOf(rounds.ours, plan),
    peer: medianOf(rounds[peer], plan),
    ...(peer === 'quorum' && plan.target !== undefined && { target: plan.target }),
  });
  const rows = (peer: keyof typeof peers): readonly Measurement[] =>
    plans.map((plan) => toRow(plan, peer));
  return [...rows('quorum'), toClientBesideBroker(rounds), ...rows('defaults'), ...rows('floor')];
}

function toClientBesideBroker({ ours }: CallRounds): Measurement {
  return {
    name: 'CPU of the client per call; peer is the broker',
    unit: 'ms',
    value: medianOf(ours, { inFlight: 64, figure: 'cpuMsPerCall' }),
    peer: medianOf(ours, { inFlight: 64, figure: 'brokerCpuMsPerCall' }),
    target: { of: 'ratio', atMost: 1 },
  };
}

function medianOf(
  entries: readonly RoundEntry[],
  { inFlight, figure }: Pick<RowPlan, 'inFlight' | 'figure'>,
): number {
  const own = entries.filter((entry) => entry.inFlight === inFlight);
  return median(own.map((entry) => entry[figure]));
}
