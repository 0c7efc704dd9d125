import { createRandom } from './random.ts';

/** One call as it is to be made. */
export interface PlannedCall {
  /** Its number, which its function writes into the ledger. */
  readonly call: number;
  readonly function: 'once' | 'again' | 'large' | 'fail';
  readonly kwargs: Readonly<Record<string, string | number>>;
  readonly timeoutMs: number;
  /** When the caller gives it up. */
  readonly cancelAfterMs?: number;
}

const LONGEST_TEXT = 'x'.repeat(300_000);

/** The longest that a call may take, whatever happens. */
const LONGEST_CALL_MS = 60_000;

/**
 * What the calls of a soak are: most are short, some slow, large, cancelled, in haste or bound to
 * fail. A call is the same for the same seed, whatever was called before it.
 */
export function planCall(call: number, seed: number): PlannedCall {
  const random = createRandom(Math.imul(seed, 0x9e3779b1) + call);
  const chance = random.next();
  const plan = { call, timeoutMs: LONGEST_CALL_MS } as const;
  if (chance < 0.03) {
    const text = LONGEST_TEXT.slice(0, Math.floor(random.between(1_000, LONGEST_TEXT.length)));
    return { ...plan, function: 'large', kwargs: { call, text } };
  }
  if (chance < 0.05) return { ...plan, function: 'fail', kwargs: { call } };
  const name = chance < 0.25 ? 'again' : 'once';
  const seconds = random.next() < 0.05 ? random.between(0.02, 0.4) : 0;
  const kwargs = { call, seconds };
  const whim = random.next();
  if (whim < 0.04)
    return { ...plan, function: name, kwargs, cancelAfterMs: random.between(0, 200) };
  if (whim < 0.06) return { ...plan, function: name, kwargs, timeoutMs: random.between(20, 800) };
  return { ...plan, function: name, kwargs };
}

/** Whether a call may be out of time though nothing is lost. */
export function isInHaste({ timeoutMs }: PlannedCall): boolean {
  return timeoutMs < LONGEST_CALL_MS;
}

/** Whether a value is what the function of a call gives. */
export function isRightValue(
  { function: name, call, kwargs }: PlannedCall,
  value: unknown,
): boolean {
  if (name === 'fail') return false;
  return value === (name === 'large' ? kwargs['text'] : call * 2 + 1);
}
