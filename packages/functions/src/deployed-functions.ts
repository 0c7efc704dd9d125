import type { CallEvent, TimeLimits } from '@celeriac/deployment';

/** Arguments by name, as the function's header declares them. */
export type Arguments = Readonly<Record<string, unknown>>;

/** How one call is made. */
export interface CallOptions {
  /**
   * Bound of the whole call in milliseconds, its time in the queue included, and that of a second
   * sending where a deploy has replaced its app. A function that runs then is not told to end.
   */
  readonly timeoutMs?: number;
  /**
   * How long the function may run, once a worker has begun it; the smallest of this and what its
   * header and `container.json` say wins. `timeLimits` of a handle tells which does.
   */
  readonly timeLimits?: TimeLimits;
  readonly signal?: AbortSignal;
  /** Told when a worker begins, with the worker's name. */
  readonly onStarted?: (worker: string) => void;
  /** Told where the app slept and is started for the call, which waits meanwhile. */
  readonly onStarting?: () => void;
}

/** How one call is started. */
export interface StartOptions extends CallOptions {
  /** What the worker tells while it runs, each costing it about 0.1 ms; all of it by default. */
  readonly events?: readonly CallEvent[];
}

/**
 * The deployed functions whose types are known: call name → `{ args: …; result: … }`.
 *
 * Empty by itself; the file that `celeriac types` writes adds the functions of your plugins by
 * `declare module '@celeriac/functions'`.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- declarations add to it
export interface DeployedFunctions {}

/** A call name: a declared one, which editors offer, or any other. */
export type CallName = keyof DeployedFunctions | (string & {});

/** What follows the call name: `args` may be left out where every argument may. */
export type CallParameters<Name, Options = CallOptions> = Name extends keyof DeployedFunctions
  ? DeployedFunctions[Name] extends { readonly args: infer Args }
    ? Record<never, never> extends Args
      ? [args?: Args, options?: Options]
      : [args: Args, options?: Options]
    : never
  : [args?: Arguments, options?: Options];

/** What a call resolves to; `unknown` for a name that is not declared. */
export type ResultOf<Name> = Name extends keyof DeployedFunctions
  ? DeployedFunctions[Name] extends { readonly result: infer Result }
    ? Result
    : never
  : unknown;
