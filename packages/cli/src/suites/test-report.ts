/** What the runner tells; see `run_tests.py` of the worker. */
export type TestReport =
  | { readonly kind: 'started'; readonly test: string }
  | ({ readonly kind: 'test' } & FileTest)
  /** pytest itself does not work. */
  | { readonly kind: 'broken'; readonly message: string }
  /** With the exit code of pytest. */
  | { readonly kind: 'ended'; readonly code: number };

/** One test of a file, and what it came to. */
export interface FileTest {
  /** As pytest names it, by the runner's paths. */
  readonly test: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly seconds: number;
  readonly file?: string;
  /** From 1; of one that failed, the line that did. */
  readonly line?: number;
  readonly message?: string;
  /** The failure as pytest shows it. */
  readonly text?: string;
  /** What the test printed. */
  readonly printed?: string;
}

/** Reads a line of the runner; `undefined` for one that is not of it. */
export function parseTestReport(line: string): TestReport | undefined {
  if (!line.startsWith('{"kind": "')) return undefined;
  try {
    return JSON.parse(line) as TestReport;
  } catch {
    return undefined;
  }
}
