import { connect, type ConsumeMessage } from 'amqplib';

const PREFETCH = 2_000;
/** Longer than this without a message, and there are no more: a queue reads its log again before its first one. */
const SILENCE_MS = 180_000;

/** Takes everything off a queue; counts the calls in it by the number that each has as its argument. */
export async function drainQueue(
  url: string,
  { queue, calls }: { readonly queue: string; readonly calls: number },
): Promise<{ readonly found: number; readonly repeated: number }> {
  const connection = await connect(url, { noDelay: true });
  const seen = new Uint8Array(calls);
  let found = 0;
  let repeated = 0;
  let unacknowledged = 0;
  try {
    const channel = await connection.createChannel();
    await channel.prefetch(PREFETCH);
    await new Promise<void>((resolve, reject) => {
      let timer = setTimeout(resolve, SILENCE_MS);
      const take = (message: ConsumeMessage | null): void => {
        if (message === null) return reject(new Error(`the queue ${queue} is gone`));
        const [, { call }] = JSON.parse(message.content.toString()) as [unknown, { call: number }];
        if (seen[call]!++ > 0) repeated++;
        else found++;
        if (++unacknowledged === PREFETCH / 4 || found === calls) {
          channel.ack(message, true);
          unacknowledged = 0;
          clearTimeout(timer);
          timer = setTimeout(resolve, found === calls ? 200 : SILENCE_MS);
        }
      };
      channel.consume(queue, take).catch(reject);
    });
    return { found, repeated };
  } finally {
    await connection.close();
  }
}
