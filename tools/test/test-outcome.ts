/** What came of a test run, as the reporter writes it and the runner reads it. */
export interface TestOutcome {
  readonly passed: number;
  /** Tests that failed, and files, hooks and stray rejections that broke outside any test. */
  readonly failed: number;
  readonly skipped: readonly SkippedTest[];
}

/** A test that did not run. */
export interface SkippedTest {
  readonly file: string;
  readonly name: string;
  /** What the test itself said when it skipped. */
  readonly note?: string;
}

/** Environment variable that names the file which the reporter writes its {@link TestOutcome} to. */
export const OUTCOME_FILE = 'CELERIAC_TEST_OUTCOME';
