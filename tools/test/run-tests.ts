import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../steps/run-program.ts';
import { OUTCOME_FILE, type TestOutcome } from './test-outcome.ts';

const limitMs = 60 * 60_000;

/** Runs every test project in one run of Vitest; `patterns` narrow the files by parts of their paths. */
export async function runTests(
  patterns: readonly string[],
  signal: AbortSignal,
): Promise<TestOutcome> {
  const directory = await mkdtemp(join(tmpdir(), 'celeriac-test-'));
  try {
    const file = join(directory, 'outcome.json');
    const vitest = [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config',
      'tools/test/vitest.config.ts',
    ];
    const reporters = ['--reporter', 'default', '--reporter', 'tools/test/outcome-reporter.ts'];
    const { exitCode } = await runProgram(
      [process.execPath, ...vitest, ...reporters, ...patterns],
      {
        timeoutMs: limitMs,
        env: { [OUTCOME_FILE]: file },
        signal,
      },
    );
    const outcome = await readOutcome(file);
    // Vitest knows failures that no test has, such as a worker that died or a pattern that matches no file.
    if (exitCode !== 0 && outcome.failed === 0) return { ...outcome, failed: 1 };
    return outcome;
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function readOutcome(file: string): Promise<TestOutcome> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 1, skipped: [] };
  return JSON.parse(text) as TestOutcome;
}
