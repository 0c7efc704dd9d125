import { CommanderError } from 'commander';
import { EXIT, type ExitCode } from './exit-code.ts';
import { createProgram } from './program.ts';
import { createTerminal } from './terminal.ts';

/** Ctrl-C, a polite kill, and a terminal that was closed. */
const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** What writing to a terminal or a pipe that is gone comes to. */
const GONE: ReadonlySet<string> = new Set(['EPIPE', 'EIO']);

/**
 * Runs the command with its arguments (without `node` and the script) and sets the exit code.
 *
 * The first Ctrl-C asks what runs to stop and clean up; a second one ends the process at once.
 */
export async function main(argv: readonly string[]): Promise<void> {
  const terminal = createTerminal();
  const interrupt = new AbortController();
  const stop = (): void => {
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort(new Error('interrupted'));
  };
  for (const name of STOPPING) process.on(name, stop);
  // Where nobody reads any more, what runs is to end, and what is said while it does is for nobody.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!GONE.has(error.code ?? '')) throw error;
      interrupt.abort(error);
    });
  let code: ExitCode = EXIT.done;
  const context = { terminal, signal: interrupt.signal };
  const program = createProgram(context, (result) => (code = result));
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) code = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    else code = await explain(error, context);
  } finally {
    for (const name of STOPPING) process.off(name, stop);
  }
  process.exitCode = code;
}

async function explain(
  error: unknown,
  context: { terminal: ReturnType<typeof createTerminal>; signal: AbortSignal },
): Promise<ExitCode> {
  const { renderError } = await import('./render/render-error.ts');
  return renderError(error, context);
}
