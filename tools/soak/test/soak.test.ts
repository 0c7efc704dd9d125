import { describe, expect, inject, test } from 'vitest';
import { hasWorkerPython } from '../../faults/index.ts';
import { runSoak } from '../run-soak.ts';

const { brokerUrl, brokerKind = 'rabbitmq', rabbitMqRoot } = inject('services');
const isPossible = brokerUrl !== undefined && (await hasWorkerPython());
/** Each kind of loss once, and the gravest of it: of the broker, its memory, clients, workers, networks. */
const gravest = [
  ...['broker killed', 'worker killed', 'client killed', 'broker frozen', 'child killed'],
  ...['workers partitioned', 'memory alarm', 'client partitioned', 'worker frozen'],
];
/** RabbitMQ of this machine has the newest Celery, and RabbitMQ 4 the oldest that we support. */
const onHost = { calls: 5_000, faults: gravest };
const onNewest = { calls: 1_000, faults: gravest.slice(0, 5), requirements: ['celery==5.5.*'] };
// The one in memory is not restarted, which takes most of the time; its workers are those of `celeriac dev`.
const inMemory = { calls: 1_000, faults: 3, workerKind: 'local' } as const;
const onRabbitMq = rabbitMqRoot === undefined ? onHost : { ...onNewest, rabbitMqRoot };
const plan = { broker: brokerKind, ...(brokerKind === 'embedded' ? inMemory : onRabbitMq) };

describe.skipIf(!isPossible)('calls while everything is harmed', () => {
  test('are answered once, and run once', { timeout: 400_000 }, async () => {
    const lines: string[] = [];
    const { signal } = new AbortController();
    const log = (line: string): void => void lines.push(line);
    const report = await runSoak({ ...plan, seed: 5, log, signal });
    expect(report, lines.join('\n')).toMatchObject({
      unanswered: 0,
      answeredTwice: 0,
      toldOther: 0,
      ranTwice: 0,
      wrongValues: 0,
      deniedButRan: 0,
      malformedUnanswered: [],
      holds: true,
    });
    expect(report.idempotentReruns).toBeLessThanOrEqual(report.idempotentRerunsAllowed);
    expect(report.outcomes['value']).toBeGreaterThan(plan.calls * 0.8);
    expect(report.malformed).toBeGreaterThan(0);
  });
});
