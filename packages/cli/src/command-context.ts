import type { Terminal } from './terminal.ts';

/** What every command is given besides its own arguments. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Aborts at the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}
