import { RESULTS_EXCHANGE, taskName } from '@celeriac/deployment';
import { connect, type ConfirmChannel } from 'amqplib';
import type { Rig } from '../faults/index.ts';
import { renderMalformed } from './malformed-messages.ts';

/** Sends malformed messages and knows which of them were answered. */
export interface MalformedSender {
  /** Sends one of each kind; what the broker does not confirm is not counted. */
  send(): Promise<void>;
  /** Names and bursts of those that the broker has taken and nobody answered. */
  findUnanswered(): Promise<readonly string[]>;
  readonly sent: number;
}

const REPLIES = 'faults.malformed';

/** Makes the durable queue of their answers. */
export async function createMalformedSender({ broker, app }: Rig): Promise<MalformedSender> {
  const within = async <T>(work: (channel: ConfirmChannel) => Promise<T>): Promise<T> => {
    const connection = await connect(broker.url, { noDelay: true, timeout: 5_000 });
    connection.on('error', () => undefined);
    try {
      const channel = await connection.createConfirmChannel();
      channel.on('error', () => undefined);
      return await work(channel);
    } finally {
      await connection.close().catch(() => undefined);
    }
  };
  await within(async (channel) => {
    await channel.assertQueue(REPLIES, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await channel.bindQueue(REPLIES, RESULTS_EXCHANGE, REPLIES);
  });
  const taken = new Set<string>();
  let bursts = 0;
  let sent = 0;
  const send = async (): Promise<void> => {
    const messages = renderMalformed({
      ...{ task: taskName(app.plugin, 'once'), contract: app.contract },
      ...{ replyTo: REPLIES, burst: `burst ${++bursts}` },
    });
    await within(async (channel) => {
      const publish = (one: (typeof messages)[number]): Promise<void> =>
        new Promise((resolve) =>
          channel.publish('', app.broker.queue, one.body, one.properties, (error: unknown) => {
            if (error === null) {
              taken.add(String(one.properties.correlationId));
              sent++;
            }
            resolve();
          }),
        );
      await Promise.all(messages.map(publish));
    });
  };
  return {
    send,
    get sent() {
      return sent;
    },
    async findUnanswered() {
      const answered = new Set<string>();
      await within(async (channel) => {
        for (;;) {
          const reply = await channel.get(REPLIES, { noAck: true });
          if (reply === false) break;
          answered.add(String(reply.properties.correlationId));
        }
      });
      for (const id of answered) taken.delete(id);
      return [...taken];
    },
  };
}
