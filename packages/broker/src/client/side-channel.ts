import {
  type CancelMessage,
  CONTROL_EXCHANGE,
  RESULTS_EXCHANGE,
  SENT_ROUTING_KEY,
  type SentReport,
  type WakeMessage,
} from '@celeriac/deployment';
import type { ChannelModel, ConfirmChannel, Options } from 'amqplib';

/** What is to be told to the workers of a queue. */
export interface Cancellation {
  readonly queue: string;
  readonly message: CancelMessage;
  /** After so long the broker need not tell it any more. */
  readonly expirationMs: number;
}

/** What is to be told to a controller, and where its answer goes. */
export interface WakeWord {
  readonly routingKey: string;
  readonly message: WakeMessage;
  readonly replyTo: string;
  readonly correlationId: string;
  /** After so many milliseconds the broker need not tell it any more. */
  readonly expiration: string;
}

/** A way to those who are told of calls; where the broker refuses it, calls go on. */
export interface SideChannel {
  /** To the workers' control queues. */
  cancel(cancellation: Cancellation): void;
  /** To the controller that starts apps. */
  wake(word: WakeWord): void;
  /** To whoever keeps metrics; resolves when it is written, or cannot be. */
  report(report: SentReport): Promise<void>;
}

/** Makes one; each part of it has a channel of its own, opened when first something is told. */
export function createSideChannel(model: ChannelModel, user: string): SideChannel {
  const tellWorkers = createTeller(model);
  const tellMetrics = createTeller(model);
  return {
    cancel({ queue, message, expirationMs }) {
      const expiration = String(Math.ceil(expirationMs));
      void tellWorkers([CONTROL_EXCHANGE, queue], message, { persistent: true, expiration });
    },
    wake({ routingKey, message, ...properties }) {
      void tellWorkers([CONTROL_EXCHANGE, routingKey], message, properties);
    },
    report: (report) => tellMetrics([RESULTS_EXCHANGE, SENT_ROUTING_KEY], report, { userId: user }),
  };
}

type Teller = (
  to: readonly [exchange: string, routingKey: string],
  message: object,
  options: Options.Publish,
) => Promise<void>;

function createTeller(model: ChannelModel): Teller {
  let opening: Promise<ConfirmChannel> | undefined;
  const open = async (): Promise<ConfirmChannel> => {
    const channel = await model.createConfirmChannel();
    channel.on('error', () => undefined);
    channel.on('close', () => (opening = undefined));
    return channel;
  };
  return async ([exchange, routingKey], message, options) => {
    const body = Buffer.from(JSON.stringify(message));
    const properties = { contentType: 'application/json', ...options };
    try {
      const channel = await (opening ??= open());
      channel.publish(exchange, routingKey, body, properties);
    } catch {
      // It could not be opened, or has just closed.
      opening = undefined;
    }
  };
}
