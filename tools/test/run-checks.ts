import { runProgram } from '../steps/run-program.ts';
import type { StepLog } from '../steps/step-log.ts';

const node = process.execPath;
const modules = 'node_modules';

type Check = readonly [name: string, ...command: string[]];

const builds: readonly Check[] = [
  ['build', `${modules}/typescript/bin/tsc`, '-b', 'tools/tsconfig.json'],
  ['build for browsers', 'tools/browser/main.ts'],
];

const checks: readonly Check[] = [
  ['lint', `${modules}/eslint/bin/eslint.js`, ...eslint()],
  ['format', `${modules}/prettier/bin/prettier.cjs`, '--check', '--log-level', 'warn', '.'],
];

function eslint(): readonly string[] {
  return ['--config', 'tools/lint/eslint.config.js', '--max-warnings', '0', 'packages', 'tools'];
}

/** Builds and type-checks; unless `buildOnly`, lints and checks the formatting. Returns the names of what failed. */
export async function runChecks(
  log: StepLog,
  { signal, buildOnly }: { readonly signal: AbortSignal; readonly buildOnly: boolean },
): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const [name, ...command] of buildOnly ? builds : [...builds, ...checks]) {
    const { exitCode } = await log.step(name, () =>
      runProgram([node, ...command], {
        timeoutMs: 10 * 60_000,
        signal,
      }),
    );
    if (exitCode !== 0) failed.push(name);
  }
  return failed;
}
