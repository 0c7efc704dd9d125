/** What differs between two contracts. Codes are stable. */
export type DifferenceCode =
  | 'function-added'
  | 'function-removed'
  | 'function-renamed'
  | 'alias-added'
  | 'alias-removed'
  | 'alias-moved'
  | 'input-added'
  | 'input-removed'
  | 'input-optional'
  | 'input-required'
  | 'default-changed'
  | 'choices-changed'
  | 'min-changed'
  | 'max-changed'
  | 'columns-changed'
  | 'type-changed'
  | 'nullable-changed'
  | 'output-added'
  | 'output-removed'
  | 'output-shape';

/**
 * One thing that a caller could notice: `breaking` where a call that was right may fail, or mean or
 * answer something else, and `compatible` where every such call goes on as before.
 */
export interface ContractDifference {
  readonly impact: 'compatible' | 'breaking';
  readonly code: DifferenceCode;
  /** The function's name before, or now where it is new. */
  readonly function: string;
  /** The input or output; left out where the function itself differs. */
  readonly parameter?: string;
  /** A whole sentence: what differs, and what that means for callers. */
  readonly message: string;
}

/** What differs, and what it comes to: the worst of the differences. */
export interface ContractComparison {
  readonly verdict: 'same' | 'compatible' | 'breaking';
  readonly differences: readonly ContractDifference[];
}
