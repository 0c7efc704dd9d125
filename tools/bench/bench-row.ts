import { BenchFailed } from './instance/bench-failed.ts';

/** What a suite measured, under one name. */
export interface Measurement {
  readonly name: string;
  /** `ms`, `µs`, `MB/s`, `calls/s`, … */
  readonly unit: string;
  readonly value: number;
  /** The same thing done by another, in the same run. */
  readonly peer?: number;
  readonly target?: Target;
}

/** A bound on the value, or on value ÷ peer. */
export interface Target {
  readonly of: 'value' | 'ratio';
  readonly atMost?: number;
  readonly atLeast?: number;
  /** False for a bound that is to be reached later: shown, and not judged. Default: true. */
  readonly due?: boolean;
}

/** One line of the report; `null` where there is nothing to compare with or to hold. */
export interface BenchRow {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly peer: number | null;
  /** `value / peer`. */
  readonly ratio: number | null;
  /** As text: `≤ 2`, `ratio ≥ 1.5`, `later: ratio ≤ 0.7`. */
  readonly target: string | null;
  /** `null` where there is no target, or none that is due. */
  readonly holds: boolean | null;
}

/** Rounds, divides and judges a measurement; throws `BenchFailed` for what is no number. */
export function toBenchRow({ name, unit, value, peer, target }: Measurement): BenchRow {
  for (const measured of [value, peer ?? 0])
    if (!Number.isFinite(measured))
      throw new BenchFailed(`"${name}" could not be measured: it came out as ${measured}.`);
  const ratio = peer === undefined ? null : value / peer;
  return {
    name,
    unit,
    value: toThreeDigits(value),
    peer: peer === undefined ? null : toThreeDigits(peer),
    ratio: ratio === null ? null : toThreeDigits(ratio),
    target: target === undefined ? null : renderTarget(target),
    holds:
      target === undefined || target.due === false
        ? null
        : holds(target, target.of === 'value' ? value : ratio),
  };
}

function holds(
  { atMost = Infinity, atLeast = -Infinity }: Target,
  measured: number | null,
): boolean {
  return measured !== null && measured <= atMost && measured >= atLeast;
}

function renderTarget({ of, atMost, atLeast, due = true }: Target): string {
  const bounds = [
    ...(atLeast === undefined ? [] : [`≥ ${atLeast}`]),
    ...(atMost === undefined ? [] : [`≤ ${atMost}`]),
  ];
  return `${due ? '' : 'later: '}${of === 'ratio' ? 'ratio ' : ''}${bounds.join(', ')}`;
}

function toThreeDigits(value: number): number {
  return Number(value.toPrecision(Math.max(3, Math.ceil(Math.log10(Math.abs(value) + 1)))));
}
