import type { ContractDifference } from './contract-difference.ts';

/** A difference before it is known of which function it is; the message begins after its name. */
export type Finding = Omit<ContractDifference, 'function'>;

/** A finding that breaks callers. */
export function breaking(code: Finding['code'], parameter: string, message: string): Finding {
  return { impact: 'breaking', code, parameter, message };
}

/** A finding that leaves every caller as it was. */
export function compatible(code: Finding['code'], parameter: string, message: string): Finding {
  return { impact: 'compatible', code, parameter, message };
}
