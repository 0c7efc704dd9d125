import type { JsonValue, ValueType } from './value-type.ts';

/** One input or output of a function. */
export interface Parameter {
  readonly name: string;
  readonly type: ValueType;
  /** Stands in for an omitted argument, in the wire form of the type (`encodeValue`). */
  readonly default?: JsonValue;
  /** May be null, must be passed. */
  readonly nullable?: boolean;
  /** May be left out; true as well where there is a default. */
  readonly optional?: boolean;
  readonly description?: string;
  /** Literal choices; a reference such as `Plugin:listCountries` stays in `options`. */
  readonly choices?: readonly (string | number)[];
  readonly min?: number;
  readonly max?: number;
  /** Every option of the line by key, as its raw text. */
  readonly options?: Readonly<Record<string, string>>;
}

/**
 * What a caller has to know of a function, and all it needs to know: plain, readonly JSON.
 *
 * `name` is the call name without its plugin (`add` of `Demo:add`); `aliases` are other names that
 * existing callers use. Inputs and outputs stand in the order of the header.
 */
export interface FunctionSignature {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly friendlyName?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  /** What the function needs to run, word by word as the header has it. */
  readonly require?: readonly string[];
  readonly inputs: readonly Parameter[];
  readonly outputs: readonly Parameter[];
  /** Every other tag of the header by name (`meta.idempotent` as `idempotent`). */
  readonly meta?: Readonly<Record<string, string>>;
}
