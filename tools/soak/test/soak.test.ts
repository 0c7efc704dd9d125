import { describe, expect, inject, test } from 'vitest';
import { hasWorkerPython } from '../../faults/index.ts';
import { runSoak } from '../run-soak.ts';

const isPossible = inject('services').brokerUrl !== undefined && (await hasWorkerPython());

describe.skipIf(!isPossible)('calls while everything is harmed', () => {
  test('are answered once, and run once', { timeout: 400_000 }, async () => {
    const lines: string[] = [];
    const { signal } = new AbortController();
    const log = (line: string): void => void lines.push(line);
    const report = await runSoak({ calls: 5_000, faults: 9, seed: 5, log, signal });
    expect(report, lines.join('\n')).toMatchObject({
      calls: 5_000,
      unanswered: 0,
      answeredTwice: 0,
      ranTwice: 0,
      wrongValues: 0,
      deniedButRan: 0,
      malformedUnanswered: [],
      holds: true,
    });
    expect(report.idempotentReruns).toBeLessThanOrEqual(report.idempotentRerunsAllowed);
    expect(report.outcomes['value']).toBeGreaterThan(4_000);
    expect(report.malformed).toBeGreaterThan(0);
  });
});
