import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';
import { OUTCOME_FILE, type SkippedTest, type TestOutcome } from './test-outcome.ts';

/** A Vitest reporter that counts, and remembers by name what was skipped. */
export default class OutcomeReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], stray: readonly unknown[]): void {
    const file = process.env[OUTCOME_FILE];
    if (file !== undefined) writeFileSync(file, JSON.stringify(toOutcome(modules, stray)));
  }
}

function toOutcome(modules: readonly TestModule[], stray: readonly unknown[]): TestOutcome {
  let passed = 0;
  let failed = stray.length;
  const skipped: SkippedTest[] = [];
  for (const module of modules) {
    // A hook that fails leaves its tests skipped: what failed is then the suite, and its tests are no skips of ours.
    const broken = [module, ...module.children.allSuites()].filter(
      (suite) => suite.errors().length,
    );
    failed += broken.length;
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === 'passed') passed += 1;
      else if (result.state === 'failed') failed += 1;
      else if (!broken.some((suite) => isWithin(test, suite))) {
        const note = result.state === 'skipped' ? result.note : 'never ran';
        const place = { file: module.relativeModuleId, name: test.fullName };
        skipped.push(note === undefined ? place : { ...place, note });
      }
    }
  }
  return { passed, failed, skipped };
}

function isWithin(node: TestCase | TestSuite | TestModule, suite: object): boolean {
  return node.type !== 'module' && (node.parent === suite || isWithin(node.parent, suite));
}
