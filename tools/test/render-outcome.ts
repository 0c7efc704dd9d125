import type { SkippedTest, TestOutcome } from './test-outcome.ts';

/** What the end of a run is written from. */
export interface RunResult {
  readonly tests: TestOutcome;
  /** Services that tests could not have, each with the reason. */
  readonly missing: readonly string[];
  /** Build, lint and the like that failed, by name. */
  readonly failedChecks: readonly string[];
  /** Where nothing may be skipped, a skip counts as a failure. */
  readonly mustNotSkip: boolean;
}

/** How many of a run's tests and checks failed: zero means that the run is good. */
export function countFailures({ tests, failedChecks, mustNotSkip }: RunResult): number {
  return tests.failed + failedChecks.length + (mustNotSkip ? tests.skipped.length : 0);
}

/** The last lines of a run: what was skipped and why, what failed outside the tests, and the counts. */
export function renderOutcome(run: RunResult): string {
  const { tests, failedChecks, mustNotSkip } = run;
  const lines: string[] = [];
  if (tests.skipped.length > 0) {
    lines.push(mustNotSkip ? 'Skipped, where nothing may be:' : 'Skipped:');
    for (const [reason, names] of groupByReason(tests.skipped, run.missing)) {
      lines.push(`  ${reason}`, ...names.map((name) => `    ${name}`));
    }
  }
  if (failedChecks.length > 0) lines.push(`Failed besides tests: ${failedChecks.join(', ')}`);
  const skipped = mustNotSkip ? 0 : tests.skipped.length;
  const tail = skipped > 0 ? `, ${skipped} skipped` : '';
  lines.push(`Tests: ${tests.passed} passed, ${countFailures(run)} failed${tail}`);
  return lines.join('\n');
}

function groupByReason(
  skipped: readonly SkippedTest[],
  missing: readonly string[],
): Map<string, string[]> {
  const otherwise =
    missing.length > 0 ? `a service is missing: ${missing.join('; ')}` : 'no reason given';
  const groups = new Map<string, string[]>();
  for (const { file, name, note } of skipped) {
    const reason = note ?? otherwise;
    groups.set(reason, [...(groups.get(reason) ?? []), `${file} > ${name}`]);
  }
  return groups;
}
