import { TaskFailure } from '@celeriac/functions';
import type { Example } from './example.ts';

/** What a call came to. */
export type Outcome =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: Error };

/** Why an outcome is not the expected one; `undefined` where it is. */
export function judgeOutcome(expected: Example['expected'], outcome: Outcome): string | undefined {
  if (expected?.kind === 'raises') {
    const wanted = expected.type.text;
    if (outcome.kind === 'value') return `gave ${show(outcome.value)}, and raised nothing`;
    const raised = typeOf(outcome.error);
    const isIt = raised === wanted || raised?.endsWith(`.${wanted}`) === true;
    return isIt ? undefined : `raised ${raised ?? outcome.error.message}`;
  }
  if (outcome.kind === 'error') {
    const { error } = outcome;
    return `raised ${typeOf(error) ?? 'nothing, but could not be called'}: ${error.message}`;
  }
  if (expected === undefined || equals(outcome.value, expected.value)) return undefined;
  return `gave ${show(outcome.value)}`;
}

/** Why two outcomes of one call differ; `undefined` where they do not. */
export function compareOutcomes(one: Outcome, other: Outcome): string | undefined {
  if (one.kind === 'value' && other.kind === 'value')
    return equals(toPlain(one.value), toPlain(other.value))
      ? undefined
      : `${show(one.value)} here, ${show(other.value)} in the container`;
  const name = (outcome: Outcome): string =>
    outcome.kind === 'value'
      ? show(outcome.value)
      : (typeOf(outcome.error) ?? outcome.error.message);
  return name(one) === name(other)
    ? undefined
    : `${name(one)} here, ${name(other)} in the container`;
}

function typeOf(error: Error): string | undefined {
  return error instanceof TaskFailure ? (error.pythonType ?? error.code) : undefined;
}

const TOLERANCE = 1e-9;

/** As a `#test:` line compares: floats with a relative tolerance, everything else exactly. */
function equals(actual: unknown, expected: unknown): boolean {
  const value = toPlain(actual);
  if (typeof value === 'number' && typeof expected === 'number')
    return (
      Object.is(value, expected) ||
      Math.abs(value - expected) <= TOLERANCE * Math.max(Math.abs(value), Math.abs(expected))
    );
  if (Array.isArray(value) && Array.isArray(expected))
    return (
      value.length === expected.length && value.every((one, index) => equals(one, expected[index]))
    );
  if (isRecord(value) && isRecord(expected)) {
    const names = Object.keys(value);
    return (
      names.length === Object.keys(expected).length &&
      names.every((name) => Object.hasOwn(expected, name) && equals(value[name], expected[name]))
    );
  }
  return value === expected;
}

/** As a literal of a test line would say it. */
function toPlain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) => toPlain(part)) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
