import { DEAD_QUEUE, type Reply } from '@celeriac/deployment';
import type { ConsumeMessage } from 'amqplib';
import type { BrokerError } from '../broker-error.ts';
import { parseBrokerUrl } from '../broker-url.ts';
import { keepConsuming } from '../connection/keep-consuming.ts';
import type { AmqpConnection } from '../connection/open-amqp.ts';
import { publishReply } from '../connection/reply-publisher.ts';
import { toDeadLetterFailure } from './to-dead-letter-failure.ts';

/** Where the dead letters are. */
export interface DeadLetterAnswererOptions {
  /** AMQP URL of a user that may consume the dead letters and publish to the results. */
  readonly url: string;
  /** For each attempt; default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Closes the answerer, whether it is connecting or connected. */
  readonly signal?: AbortSignal;
}

/** What an answerer did so far. */
export interface DeadLetterStats {
  /** Callers that were told. */
  readonly answered: number;
  /** Messages that name no caller. */
  readonly dropped: number;
  readonly connected: boolean;
  /** Why it is not connected. */
  readonly lastError: BrokerError | undefined;
}

/** Tells callers why their calls were not run. */
export interface DeadLetterAnswerer extends AsyncDisposable {
  stats(): DeadLetterStats;
  /** Leaves nothing open; never throws. */
  close(): Promise<void>;
}

/** Dead letters taken at a time. */
const PREFETCH = 100;

/**
 * Consumes the dead letters and answers each caller with `EXPIRED` or `UNDELIVERABLE`; a message is
 * acknowledged after the broker has the answer. Connects again, for as long as it is open, after
 * a loss. Throws, for the first connecting, as `connectBroker`.
 */
export async function createDeadLetterAnswerer(
  options: DeadLetterAnswererOptions,
): Promise<DeadLetterAnswerer> {
  const address = parseBrokerUrl(options.url);
  let answered = 0;
  let dropped = 0;

  const begin = async ({ model, destroy }: AmqpConnection): Promise<void> => {
    const channel = await model.createConfirmChannel();
    // A channel that ends alone takes its connection along, whose loss begins all anew.
    channel.on('error', destroy);
    await channel.prefetch(PREFETCH);
    const answer = async (message: ConsumeMessage): Promise<void> => {
      const failure = toDeadLetterFailure(message.properties.headers);
      const reply: Reply = { kind: 'failure', failure };
      if (await publishReply(channel, address, { to: message, reply })) answered++;
      else dropped++;
      channel.ack(message);
    };
    await channel.consume(DEAD_QUEUE, (message) =>
      // An answer that fails has lost its channel, and the message is in the queue again.
      message === null ? destroy() : void answer(message).catch(() => undefined),
    );
  };
  const kept = await keepConsuming({
    url: options.url,
    connectionName: 'celeriac dead letters',
    what: 'consuming the dead letters',
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    signal: options.signal,
    begin,
  });
  return {
    stats: () => ({ answered, dropped, connected: kept.connected, lastError: kept.lastError }),
    close: kept.close,
    [Symbol.asyncDispose]: kept.close,
  };
}
