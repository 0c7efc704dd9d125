import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  type BrokerClient,
  connectBroker,
  type LaterAnswer,
  type LaterCall,
} from '@celeriac/broker';
import { type DemoApp, startDemoApp } from './demo-app.ts';
import { failureOf } from './failure-of.ts';

const { brokerUrl = '', managementUrl = '' } = inject('services');

describe.skipIf(brokerUrl === '' || managementUrl === '')(
  'calls whose answers are taken later',
  () => {
    let demo: DemoApp;
    let clientName: string;
    beforeAll(async () => {
      demo = await startDemoApp(brokerUrl, managementUrl);
      clientName = `batch-${demo.broker.suffix}`;
    });
    afterAll(() => demo?.[Symbol.asyncDispose]());

    const connect = (): Promise<BrokerClient> =>
      connectBroker({ url: demo.broker.url, clientName });
    const trust = ({ task }: LaterCall) =>
      Promise.resolve(task === 'Demo:gone' ? undefined : demo.request(task));
    /** Takes answers until there are so many. */
    const take = async (client: BrokerClient, count: number): Promise<readonly LaterAnswer[]> => {
      const taken: LaterAnswer[] = [];
      for await (const answer of client.answers({ lookUp: trust })) {
        if (taken.length === count) break;
        taken.push(answer);
        // The last is done with when the next is asked for.
        if (taken.length === count) setTimeout(() => void client.close(), 200);
      }
      return taken;
    };

    test('are queued by one process and answered to the next, each once', async () => {
      const first = await connect();
      const ids = await Promise.all(
        Array.from({ length: 2_000 }, (_, x) =>
          first.enqueue(demo.request('Demo:add', { kwargs: { x, y: 1 } })),
        ),
      );
      const failing = await first.enqueue(demo.request('Demo:fail'));
      await first.enqueue(demo.request('Demo:gone'));
      expect(first.stats()).toMatchObject({ inFlight: 0, waiting: 0, confirmed: 2_002 });
      await first.close();

      const taken = await take(await connect(), 2_001);
      const values = new Map(
        taken.flatMap((one) => (one.kind === 'result' ? [[one.id, one.value]] : [])),
      );
      expect(values).toEqual(new Map(ids.map((id, x) => [id, x + 1])));
      const failure = taken.find((one) => one.kind === 'failure');
      expect(failure).toMatchObject({
        id: failing,
        task: 'Demo:fail',
        error: { code: 'TASK_FAILED' },
      });
    });

    test('an answer that a process dies over comes again, and connections may be lost', async () => {
      const client = await connect();
      for (let x = 0; x < 10; x++)
        await client.enqueue(demo.request('Demo:add', { kwargs: { x, y: 0 } }));
      for await (const answer of client.answers({ lookUp: trust })) {
        expect(answer).toMatchObject({ value: 0 });
        break;
      }
      const taken: unknown[] = [];
      for await (const answer of client.answers({ lookUp: trust, prefetch: 3 })) {
        taken.push(answer.kind === 'result' && answer.value);
        if (taken.length === 5) await demo.broker.killConnections(/celeriac celeriac\.later/);
        if (taken.length === 10) break;
      }
      expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      await client.close();
    });

    test('need a name, and tell what could not be queued', async () => {
      await using nameless = await connectBroker({ url: demo.broker.url });
      const request = demo.request('Demo:add');
      expect(await failureOf(nameless.enqueue(request))).toMatchObject({ code: 'INVALID_OPTION' });
      expect(() => nameless.answers({ lookUp: trust })).toThrow('without a name');
      await using client = await connect();
      const gone = client.enqueue({ ...request, queue: `${request.queue}0` });
      expect(await failureOf(gone)).toMatchObject({ code: 'APP_STOPPED', maybeExecuted: false });
      const long = client.enqueue({ ...request, task: `Demo:${'x'.repeat(300)}` });
      expect(await failureOf(long)).toMatchObject({ code: 'INVALID_OPTION' });
    });
  },
);
