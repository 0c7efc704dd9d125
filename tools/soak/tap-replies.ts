import { setTimeout as sleep } from 'node:timers/promises';
import { type Reply, RESULTS_EXCHANGE } from '@celeriac/deployment';
import { type ChannelModel, connect, type ConsumeMessage } from 'amqplib';

const TAP_QUEUE = 'soak.tap';
const RETRY_MS = 300;
const QUIET_MS = 1_000;
const ID_PREFIX = 'soak-';

/** Id of a call by its number. */
export function callId(call: number): string {
  return `${ID_PREFIX}${call}`;
}

/** Reads what the broker routes to a caller beside the caller itself. */
export interface ReplyTap extends AsyncDisposable {
  /** Different ends of each call in the order in which they were sent: `value`, or the code of a failure. */
  readonly ends: ReadonlyMap<number, readonly string[]>;
  /** Resolves when no more has come for a second. */
  readAll(): Promise<void>;
}

/** Where it is tapped, and whose replies are believed. */
export interface TapOptions {
  readonly url: string;
  /** Reply queue of the caller. */
  readonly replyQueue: string;
  readonly trustedUsers: readonly string[];
}

/** Binds a queue of its own beside a caller's reply queue, and reads it through every loss of the broker. */
export async function tapReplies({ url, replyQueue, trustedUsers }: TapOptions): Promise<ReplyTap> {
  const ends = new Map<number, string[]>();
  let model: ChannelModel | undefined;
  let isOver = false;
  let lastMs = performance.now();

  const take = ({ content, properties }: ConsumeMessage): void => {
    lastMs = performance.now();
    const id = String(properties.correlationId);
    const end = trustedUsers.includes(String(properties.userId)) ? readEnd(content) : undefined;
    if (end === undefined || !id.startsWith(ID_PREFIX)) return;
    const call = Number(id.slice(ID_PREFIX.length));
    const known = ends.get(call);
    if (known === undefined) ends.set(call, [end]);
    else if (!known.includes(end)) known.push(end);
  };
  const open = async (): Promise<void> => {
    const opened = await connect(url);
    model = opened;
    opened.on('error', () => undefined);
    opened.on('close', () => void reopen());
    const channel = await opened.createChannel();
    channel.on('error', () => undefined);
    await channel.assertQueue(TAP_QUEUE, { durable: true });
    await channel.bindQueue(TAP_QUEUE, RESULTS_EXCHANGE, replyQueue);
    await channel.prefetch(500);
    await channel.consume(TAP_QUEUE, (message) => {
      if (message === null) return;
      take(message);
      channel.ack(message);
    });
  };
  const reopen = async (): Promise<void> => {
    while (!isOver) {
      await sleep(RETRY_MS);
      if (isOver || (await open().then(...toOutcome))) return;
    }
  };
  await open();
  return {
    ends,
    async readAll() {
      lastMs = performance.now();
      while (performance.now() - lastMs < QUIET_MS) await sleep(RETRY_MS);
    },
    async [Symbol.asyncDispose]() {
      isOver = true;
      await model?.close().catch(() => undefined);
    },
  };
}

const toOutcome = [() => true, () => false] as const;

function readEnd(content: Buffer): string | undefined {
  const reply = JSON.parse(content.toString()) as Reply;
  if (reply.kind === 'result') return 'value';
  return reply.kind === 'failure' ? reply.failure.code : undefined;
}
