import {
  type AppNews,
  CONTROL_EXCHANGE,
  type DemandWatch,
  type QueueUse,
  REPORT_ROUTING_KEY,
  RESULTS_EXCHANGE,
  type WakeMessage,
  wakeRoutingKey,
} from '@celeriac/deployment';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { parseBrokerUrl } from '../broker-url.ts';
import { keepConsuming } from '../connection/keep-consuming.ts';
import type { AmqpConnection } from '../connection/open-amqp.ts';
import { publishReply } from '../connection/reply-publisher.ts';
import { parseReport } from '../reports/watch-reports.ts';
import { createWorkLedger } from './work-ledger.ts';

/** Where and of which instance the use of apps is watched. */
export interface DemandOptions {
  /** AMQP URL of a user that may read controls and results and publish results. */
  readonly url: string;
  readonly instance: string;
  /** For each attempt; default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Closes the watch. */
  readonly signal?: AbortSignal;
}

/** A word of a caller, and when it came. */
interface Announced {
  readonly word: ConsumeMessage;
  readonly at: number;
}

/** So long whoever announced calls is told of them. */
const CALLER_MS = 120_000;
/** Callers remembered per queue. */
const MAX_CALLERS = 10_000;
/** More than a worker of a thousand functions has to say. */
const MAX_BYTES = 1_048_576;

/**
 * Listens to callers who announce calls and to workers who tell of their work; comes back after each
 * loss of the connection. Throws, for the first connecting, as `connectBroker`.
 */
export async function watchDemand(options: DemandOptions): Promise<DemandWatch> {
  const address = parseBrokerUrl(options.url);
  const callers = new Map<string, Map<string, Announced>>();
  const hasWorked = createWorkLedger();
  let tellUse: (use: QueueUse) => void = () => undefined;
  let channel: ConfirmChannel | undefined;

  const takeWake = (word: ConsumeMessage): void => {
    const queue = parseWake(word.content);
    if (queue === undefined) return;
    const known = callers.get(queue) ?? new Map<string, Announced>();
    callers.set(queue, known);
    const { replyTo } = word.properties as { readonly replyTo?: string };
    if (known.size < MAX_CALLERS) known.set(String(replyTo), { word, at: Date.now() });
    tellUse({ kind: 'called', queue });
  };
  const takeReport = ({ content, properties }: ConsumeMessage): void => {
    const user: unknown = properties.userId;
    const report = content.length > MAX_BYTES ? undefined : parseReport(content);
    if (report !== undefined && typeof user === 'string' && hasWorked(user, report))
      tellUse({ kind: 'worked', queue: report.queue, user });
  };
  const begin = async ({ model, destroy }: AmqpConnection): Promise<void> => {
    const opened = await model.createConfirmChannel();
    opened.on('error', destroy);
    const { queue } = await opened.assertQueue('', { exclusive: true, durable: false });
    await opened.bindQueue(queue, CONTROL_EXCHANGE, wakeRoutingKey(options.instance));
    await opened.bindQueue(queue, RESULTS_EXCHANGE, REPORT_ROUTING_KEY);
    const onMessage = (message: ConsumeMessage | null): void => {
      if (message === null) destroy();
      else if (message.fields.exchange === CONTROL_EXCHANGE) takeWake(message);
      else takeReport(message);
    };
    await opened.consume(queue, onMessage, { noAck: true });
    channel = opened;
  };
  const { close } = await keepConsuming({
    ...{ url: options.url, connectionName: 'celeriac demand', what: 'hearing of calls' },
    ...{ connectTimeoutMs: options.connectTimeoutMs ?? 10_000, signal: options.signal, begin },
  });
  return {
    onUse: (listener) => (tellUse = listener),
    async tellStarting(queue) {
      const known = [...(callers.get(queue)?.values() ?? [])];
      callers.delete(queue);
      const reply: AppNews = { kind: 'app', queue, state: 'starting' };
      const open = channel;
      if (open === undefined) return;
      const fresh = known.filter(({ at }) => Date.now() - at < CALLER_MS);
      await Promise.all(fresh.map(({ word }) => publishReply(open, address, { to: word, reply })));
    },
    [Symbol.asyncDispose]: close,
  };
}

function parseWake(content: Buffer): string | undefined {
  try {
    const word = JSON.parse(content.toString()) as Partial<WakeMessage> | null;
    return word?.kind === 'wake' && typeof word.queue === 'string' ? word.queue : undefined;
  } catch {
    return undefined;
  }
}
