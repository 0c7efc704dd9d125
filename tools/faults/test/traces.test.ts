import { setTimeout as sleep } from 'node:timers/promises';
import { connectBroker } from '@celeriac/broker';
import { taskName } from '@celeriac/deployment';
import { propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { hasWorkerPython, openRig, type Rig } from '../index.ts';
import { openOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from './support/otlp-receiver.ts';

const isPossible = inject('services').brokerUrl !== undefined && (await hasWorkerPython());

describe.skipIf(!isPossible)('a call from JavaScript to Python', () => {
  const exporter = new InMemorySpanExporter();
  let receiver: OtlpReceiver;
  let rig: Rig;
  beforeAll(async () => {
    const spanProcessors = [new SimpleSpanProcessor(exporter)];
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }));
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    receiver = await openOtlpReceiver();
    rig = await openRig({
      broker: inject('services').brokerKind,
      ...{ workers: 1, concurrency: 1 },
      requirements: ['opentelemetry-sdk', 'opentelemetry-exporter-otlp-proto-http'],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_BSP_SCHEDULE_DELAY: '50' },
    });
  }, 240_000);
  afterAll(async () => {
    await rig?.[Symbol.asyncDispose]();
    await receiver?.[Symbol.asyncDispose]();
    trace.disable();
    propagation.disable();
  });

  async function call(name: string): Promise<unknown> {
    const { app, clientUrl } = rig;
    await using client = await connectBroker({ url: clientUrl });
    const own = { queue: app.broker.queue, contract: app.contract, kwargs: { call: 1 } };
    const task = taskName(app.plugin, name);
    return await client.call({ ...own, task, trustedUsers: [app.broker.user] }).result;
  }

  async function untilReceived(count: number): Promise<readonly ReceivedSpan[]> {
    for (let tries = 0; tries < 400 && receiver.spans.length < count; tries++) await sleep(50);
    return receiver.spans;
  }

  test('is one trace, with no code of the user', async () => {
    expect(await call('once')).toBe(3);
    const [received] = await untilReceived(1);
    const [sent] = exporter.getFinishedSpans();
    expect(received).toEqual({
      traceId: sent?.spanContext().traceId,
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      parentSpanId: sent?.spanContext().spanId,
      name: 'Faults:once',
      kind: 2,
      status: 0,
    });
    expect(sent).toMatchObject({ name: 'Faults:once', kind: 2, status: { code: 0 } });
  });

  test('says on both sides that it failed', async () => {
    exporter.reset();
    await expect(call('fail')).rejects.toMatchObject({ code: 'TASK_FAILED' });
    const [, received] = await untilReceived(2);
    const [sent] = exporter.getFinishedSpans();
    expect(received).toMatchObject({ name: 'Faults:fail', status: 2 });
    expect(received?.parentSpanId).toBe(sent?.spanContext().spanId);
    expect(sent).toMatchObject({
      status: { code: 2 },
      attributes: { 'error.type': 'TASK_FAILED' },
    });
  });
});
