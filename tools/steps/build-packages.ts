import { globSync } from 'node:fs';
import { buildBrowserEntries } from '../browser/build-browser-entries.ts';
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
  await log.step('build', async () => {
    const timeoutMs = 10 * 60_000;
    const { exitCode, stdout } = await runProgram([process.execPath, ...tsc], {
      timeoutMs,
      signal,
      output: 'capture',
    });
    if (exitCode !== 0) throw new BuildFailed(`The build failed.\n${stdout}`);
    await buildBrowserEntries();
  });
}
