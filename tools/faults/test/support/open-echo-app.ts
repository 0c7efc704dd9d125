import type { BrokerClient, BrokerError } from '@celeriac/broker';
import { createTestStage, type TestStage } from '../../../../packages/broker/test/demo-app.ts';
import { type FakeWorker, startFakeWorker } from '../../../../packages/broker/test/fake-worker.ts';
import type { OwnBroker } from '../../index.ts';

/** An app that gives back the number it is called with, on a broker that is to be harmed. */
export interface EchoApp extends AsyncDisposable {
  readonly stage: TestStage;
  readonly queue: string;
  startWorker(): Promise<FakeWorker>;
  request(x: number): Parameters<BrokerClient['call']>[0];
  /** Calls it with 0, 1, … */
  echo(
    client: BrokerClient,
    count: number,
    timeoutMs?: number,
  ): readonly ReturnType<BrokerClient['call']>[];
}

/** Makes the app in a virtual host of its own; it has no worker yet. */
export async function openEchoApp({ url, managementUrl }: OwnBroker): Promise<EchoApp> {
  const stage = await createTestStage(url, managementUrl);
  const { queue, user, password } = await stage.addApp('app');
  const workerUrl = stage.broker.urlOf(user, password);
  const request: EchoApp['request'] = (x) => ({
    ...{ task: 'Demo:echo', queue, contract: 'c0ffee', kwargs: { x } },
    trustedUsers: [user, 'celeriac'],
  });
  return {
    ...{ stage, queue, request },
    startWorker: () =>
      startFakeWorker({ url: workerUrl, queue, worker: 'w' }, ({ kwargs }) => ({
        kind: 'result',
        value: kwargs['x'],
      })),
    echo: (client, count, timeoutMs = 120_000) =>
      numbers(count).map((x) => client.call(request(x), { timeoutMs })),
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

/** 0, 1, … so many of them. */
export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, x) => x);
}

/** Settles all, and counts what became of them. */
export async function countOutcomes(
  results: readonly Promise<unknown>[],
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const result of results) {
    const key = await result.then(
      () => 'answered',
      (error: BrokerError) => `${error.code} ${error.maybeExecuted}`,
    );
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
