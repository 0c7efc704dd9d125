import { execFile } from 'node:child_process';
import { dirname } from 'node:path';

/** How tests in Python are run. */
export interface PytestOptions {
  readonly python: string;
  /** Where they are run. */
  readonly directory: string;
  /** What pytest is told. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** What came of them. */
export interface PytestOutcome {
  readonly passed: number;
  /** All that pytest says, where a test failed or none ran. */
  readonly problem: string | undefined;
}

/** Runs tests in Python to their end. */
export async function runPytest(options: PytestOptions): Promise<PytestOutcome> {
  const { python, directory, words, timeoutMs } = options;
  const env = { ...process.env, PATH: `${dirname(python)}:${process.env['PATH']}`, ...options.env };
  const always = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '-W', 'ignore'];
  const settings = { cwd: directory, env, timeout: timeoutMs, maxBuffer: 64 * 1_048_576 };
  return await new Promise((resolve) =>
    execFile(python, [...always, ...words], settings, (error, stdout, stderr) =>
      resolve({
        passed: Number(/(\d+) passed/.exec(stdout)?.[1] ?? 0),
        problem: error === null ? undefined : `${error.message}\n${stdout}\n${stderr}`,
      }),
    ),
  );
}
