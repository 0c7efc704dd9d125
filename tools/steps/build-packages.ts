import { globSync } from 'node:fs';
import { runProgram, workspaceRoot } from './run-program.ts';
import type { StepLog } from './step-log.ts';

/** The packages do not build; the compiler's words are the message. */
export class BuildFailed extends Error {}

/** Builds what changed since the last build, so that commands and imports by name are those of the sources. */
export async function buildPackages(log: StepLog, signal: AbortSignal): Promise<void> {
  const tsc = [
    'node_modules/typescript/bin/tsc',
    '-b',
    ...globSync('packages/*/tsconfig.json', { cwd: workspaceRoot }),
  ];
  const { exitCode, stdout } = await log.step('build', () =>
    runProgram([process.execPath, ...tsc], {
      timeoutMs: 10 * 60_000,
      signal,
      output: 'capture',
    }),
  );
  if (exitCode !== 0) throw new BuildFailed(`The build failed.\n${stdout}`);
}
