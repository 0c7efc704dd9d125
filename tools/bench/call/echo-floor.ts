import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { connect } from 'amqplib';

/** The least that a call through this broker costs: amqplib on both sides and nothing between. */
export interface EchoFloor extends AsyncDisposable {
  call(): Promise<void>;
  readonly workerPid: number;
}

const QUEUE = 'bench.echo';

/** Starts an echo on a queue of the kind that an app of ours has, with confirms and acknowledgements. */
export async function startEchoFloor(brokerUrl: string): Promise<EchoFloor> {
  await using made = new AsyncDisposableStack();
  const connection = await connect(brokerUrl, { noDelay: true });
  made.defer(() => connection.close());
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(QUEUE, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  const { queue: replyTo } = await channel.assertQueue('', { exclusive: true });
  const waiting = new Map<string, () => void>();
  await channel.consume(
    replyTo,
    (message) => {
      const id = String(message?.properties.correlationId);
      waiting.get(id)?.();
      waiting.delete(id);
    },
    { noAck: true },
  );
  const program = join(import.meta.dirname, 'echo-worker.ts');
  const worker = spawn(process.execPath, [program, brokerUrl, QUEUE], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  made.defer(() => void worker.kill());
  await once(worker.stdout, 'data');
  const body = Buffer.from('[[],{},{}]');
  let calls = 0;
  const cleanUp = made.move();
  return {
    workerPid: worker.pid!,
    call: () =>
      new Promise((resolve) => {
        const correlationId = String(++calls);
        waiting.set(correlationId, resolve);
        const properties = { correlationId, replyTo, persistent: true, mandatory: true };
        channel.publish('', QUEUE, body, properties);
      }),
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}
