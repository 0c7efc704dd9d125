import { join } from 'node:path';
import { CONTEXT_PATHS } from '@celeriac/codegen';
import { ensurePytest } from '@celeriac/local';
import type { TestPlace } from '../examples/open-test-place.ts';
import type { TestSuite } from './find-suites.ts';
import { readContextFolder } from './read-context-folder.ts';
import { runSuite, SuiteFailure } from './run-suite.ts';
import type { FileTest } from './test-report.ts';
import type { TestRow } from './test-row.ts';

/** Runs the test files of apps in a place; yields each outcome as it comes. */
export async function* trySuites(
  suites: readonly TestSuite[],
  place: TestPlace,
  options: {
    readonly cacheDirectory: string;
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
    readonly onLine: (line: string) => void;
  },
): AsyncGenerator<TestRow, void, undefined> {
  const { plugin, session } = place;
  const { ports, settings } = session;
  const { buildEnvironment: environment } = settings;
  const pytest = async () => {
    const at = { cacheDirectory: options.cacheDirectory, env: process.env };
    const folder = await ensurePytest(at, { ...options, ...(environment && { environment }) });
    return await readContextFolder(folder, join(CONTEXT_PATHS.app, 'pytest'));
  };
  for (const suite of suites) {
    const whole = {
      name: `tests of ${suite.app.name}`,
      in: place.kind,
      at: suite.toShown('code/tests'),
    };
    let count = 0;
    try {
      for await (const report of runSuite(suite, { ...options, plugin, ports, settings, pytest })) {
        if (report.kind === 'broken')
          yield {
            ...whole,
            state: 'failed',
            problem: report.message.trim().split('\n').at(-1) ?? '',
            details: report.message.split('\n'),
          };
        if (report.kind !== 'test') continue;
        count += 1;
        yield toRow(report, suite, place);
      }
      if (count === 0) yield { ...whole, state: 'failed', problem: 'pytest found no test in them' };
    } catch (error) {
      if (!(error instanceof SuiteFailure)) throw error;
      yield { ...whole, state: 'failed', problem: error.message, details: error.lastLines };
    }
  }
}

function toRow(
  { test, outcome, file, line, message, text = '', printed = '' }: FileTest,
  { toShown }: TestSuite,
  { kind }: TestPlace,
): TestRow {
  const [path = '', ...name] = test.split('::');
  const shown = toShown(file ?? path);
  return {
    name: name.length === 0 ? `import of ${toShown(path)}` : name.join('::'),
    at: line === undefined ? shown : `${shown}:${line}`,
    in: kind,
    state: outcome,
    ...(message !== undefined && message !== '' && { problem: message.split('\n')[0] ?? '' }),
    ...(outcome === 'failed' && {
      details: [
        ...text.split('\n'),
        ...(printed === '' ? [] : ['printed:', ...printed.trimEnd().split('\n')]),
      ],
    }),
  };
}
