import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';

/** What the broker made of one attempt. */
export interface Attempt {
  readonly refused: boolean;
  /** The broker's words, where it refused. */
  readonly reason?: string;
}

/** Somebody who has an app's user and password and tries what the app has no business with. */
export interface Intruder extends AsyncDisposable {
  readonly user: string;
  /** Runs one attempt on a channel of its own; what is published must be confirmed to count as allowed. */
  attempt(work: (channel: ConfirmChannel) => Promise<unknown>): Promise<Attempt>;
}

const LIMIT_MS = 10_000;

/** Connects as an app's user. */
export async function createIntruder(url: string): Promise<Intruder> {
  const open = async (): Promise<ChannelModel> => {
    const made = await connect(url, { noDelay: true, timeout: LIMIT_MS });
    made.on('error', () => undefined);
    return made;
  };
  let connection = await open();
  connection.on('close', () => (closed = true));
  let closed = false;
  return {
    user: decodeURIComponent(new URL(url).username),
    async attempt(work) {
      if (closed) {
        connection = await open();
        closed = false;
        connection.on('close', () => (closed = true));
      }
      return await tryOnce(connection, work);
    },
    [Symbol.asyncDispose]: () => connection.close().catch(() => undefined),
  };
}

async function tryOnce(
  connection: ChannelModel,
  work: (channel: ConfirmChannel) => Promise<unknown>,
): Promise<Attempt> {
  const channel = await connection.createConfirmChannel();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  ended.catch(() => undefined);
  let told: unknown;
  channel.on('error', (error) => reject((told = error)));
  channel.on('close', () => reject(told ?? new Error('the broker closed the channel')));
  const timer = setTimeout(() => reject(new Error('no answer')), LIMIT_MS);
  try {
    const all = work(channel).then(() => channel.waitForConfirms());
    all.catch(() => undefined);
    await Promise.race([all, ended]);
    return { refused: false };
  } catch (error) {
    const { message } = (told ?? error) as Error;
    // Only the broker's own refusal counts; that it did not answer is nothing to rely on.
    return { refused: /\b(403|404|405|406|530)\b/.test(message), reason: message };
  } finally {
    clearTimeout(timer);
    await channel.close().catch(() => undefined);
  }
}
