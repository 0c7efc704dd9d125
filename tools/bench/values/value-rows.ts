import type { Measurement, Target } from '../bench-row.ts';
import { median } from '../median.ts';
import type { ValueRound } from './value-round.ts';

const MIB = 1_048_576;

/** What is measured of one shape. */
export interface ValueCase {
  readonly name: string;
  /** Bytes that travel in one round, both ways together. */
  readonly bytes: number;
  readonly ours: readonly ValueRound[];
  readonly peer: readonly ValueRound[];
  /** A bound on how many times faster than the peer. */
  readonly speed?: Target;
  /** A bound on what client and worker need beside the value. */
  readonly peakMiB?: number;
}

/** Speed, and the peaks of client and worker; figures are medians, peaks the largest of the rounds. */
export function toValueRows(found: ValueCase): readonly Measurement[] {
  const { name, bytes, ours, peer, speed, peakMiB } = found;
  const speedOf = (rounds: readonly ValueRound[]): number =>
    bytes / 1e6 / median(rounds.map(({ seconds }) => seconds));
  const peakOf = (rounds: readonly ValueRound[], key: 'client' | 'worker'): number =>
    Math.max(...rounds.map((round) => round[`${key}PeakBytes`])) / MIB;
  const bound = peakMiB === undefined ? {} : { target: { of: 'value', atMost: peakMiB } as const };
  const compared = (value: number, of: (rounds: readonly ValueRound[]) => number) =>
    peer.length === 0 ? { value } : { value, peer: of(peer) };
  return [
    {
      name,
      unit: 'MB/s',
      ...compared(speedOf(ours), speedOf),
      ...(speed !== undefined && { target: speed }),
    },
    ...(['client', 'worker'] as const).map((side) => ({
      name: `${name}: peak of the ${side}`,
      unit: 'MiB',
      ...compared(peakOf(ours, side), (rounds) => peakOf(rounds, side)),
      ...bound,
    })),
  ];
}
