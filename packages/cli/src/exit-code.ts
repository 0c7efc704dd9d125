/** Exit codes of the command. */
export const EXIT = {
  done: 0,
  /** The user's files have errors; each was shown. */
  diagnostics: 1,
  /** The command line, or an argument of a call, is wrong. */
  usage: 2,
  /** Something in the world is in the way: engine, broker, network, a task that failed. */
  operational: 3,
  /** A mistake of ours. */
  bug: 70,
} as const;

/** One of `EXIT`. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
