import {
  CALL_EVENTS,
  type Reply,
  readyRoutingKey,
  RESULTS_EXCHANGE,
  TASK_HEADERS,
} from '@celeriac/deployment';
import { type Channel, connect, type ConsumeMessage } from 'amqplib';

/** What a task of the fake worker sees. */
export interface FakeTask {
  readonly task: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly message: ConsumeMessage;
  reply(reply: Reply, overrides?: { userId?: string | undefined; correlationId?: string }): void;
}

/** A worker that speaks the protocol and runs a function of the test for each task. */
export interface FakeWorker extends AsyncDisposable {
  readonly channel: Channel;
  readonly seen: ConsumeMessage[];
}

/** Connects as a worker's user, consumes the queue under the worker's name and says that it is ready. */
export async function startFakeWorker(
  options: { readonly url: string; readonly queue: string; readonly worker: string },
  run: (task: FakeTask) => Reply | undefined | Promise<Reply | undefined>,
): Promise<FakeWorker> {
  const connection = await connect(options.url, { noDelay: true });
  connection.on('error', () => undefined);
  const channel = await connection.createChannel();
  channel.on('error', () => undefined);
  const user = decodeURIComponent(new URL(options.url).username);
  const publish = (routingKey: string, body: object, properties: object): void =>
    void channel.publish(RESULTS_EXCHANGE, routingKey, Buffer.from(JSON.stringify(body)), {
      persistent: true,
      userId: user,
      ...properties,
    });
  const seen: ConsumeMessage[] = [];
  await channel.prefetch(64);
  const onMessage = async (message: ConsumeMessage | null): Promise<void> => {
    if (message === null) return;
    seen.push(message);
    const { replyTo, correlationId, headers } = message.properties;
    const reply: FakeTask['reply'] = (body, overrides = {}) =>
      publish(String(replyTo), body, { correlationId: String(correlationId), ...overrides });
    const [, kwargs] = JSON.parse(message.content.toString()) as [unknown, Record<string, unknown>];
    const wanted = Number(headers?.[TASK_HEADERS.events] ?? 0);
    if ((wanted & CALL_EVENTS.started) !== 0)
      reply({ kind: 'started', worker: options.worker, seq: 1 });
    const result = await run({ task: String(headers?.['task']), kwargs, message, reply });
    if (result === undefined) return;
    reply(result);
    channel.ack(message);
  };
  await channel.consume(options.queue, (message) => void onMessage(message), {
    consumerTag: options.worker,
  });
  publish(readyRoutingKey(options.worker), {}, {});
  return {
    channel,
    seen,
    [Symbol.asyncDispose]: () => connection.close().catch(() => undefined),
  };
}
