import { runProgram } from './run-program.ts';
import type { StepLog } from './step-log.ts';

/** The packages do not build; the compiler's words are the message. */
export class BuildFailed extends Error {}

/** Builds what changed since the last build, so that commands and imports by name are those of the sources. */
export async function buildPackages(log: StepLog, signal: AbortSignal): Promise<void> {
  const nx = ['node_modules/nx/dist/bin/nx.js', 'run-many', '-t', 'build', '--output-style=static'];
  const { exitCode, stdout } = await log.step('build', () =>
    runProgram([process.execPath, ...nx], {
      timeoutMs: 10 * 60_000,
      env: { NX_TUI: 'false', NX_DAEMON: 'false' },
      signal,
      output: 'capture',
    }),
  );
  if (exitCode !== 0) throw new BuildFailed(`The build failed.\n${stdout}`);
}
