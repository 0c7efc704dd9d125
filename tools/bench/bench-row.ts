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
}

/** One line of the report; `null` where there is nothing to compare with or to hold. */
export interface BenchRow {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly peer: number | null;
  /** `value / peer`. */
  readonly ratio: number | null;
  /** As text: `≤ 2`, `ratio ≥ 1.5`. */
  readonly target: string | null;
  readonly holds: boolean | null;
}

/** Rounds, divides and judges a measurement. */
export function toBenchRow({ name, unit, value, peer, target }: Measurement): BenchRow {
  const ratio = peer === undefined ? null : value / peer;
  return {
    name,
    unit,
    value: toThreeDigits(value),
    peer: peer === undefined ? null : toThreeDigits(peer),
    ratio: ratio === null ? null : toThreeDigits(ratio),
    target: target === undefined ? null : renderTarget(target),
    holds: target === undefined ? null : holds(target, target.of === 'value' ? value : ratio),
  };
}

function holds(
  { atMost = Infinity, atLeast = -Infinity }: Target,
  measured: number | null,
): boolean {
  return measured !== null && measured <= atMost && measured >= atLeast;
}

function renderTarget({ of, atMost, atLeast }: Target): string {
  const bounds = [
    ...(atLeast === undefined ? [] : [`≥ ${atLeast}`]),
    ...(atMost === undefined ? [] : [`≤ ${atMost}`]),
  ];
  return `${of === 'ratio' ? 'ratio ' : ''}${bounds.join(', ')}`;
}

function toThreeDigits(value: number): number {
  return Number(value.toPrecision(Math.max(3, Math.ceil(Math.log10(Math.abs(value) + 1)))));
}
