import { type AppNews, wakeCorrelation, type WakeMessage } from '@celeriac/deployment';
import type { ConsumeMessage } from 'amqplib';
import type { WakeWord } from './side-channel.ts';
import type { SentRequest, TaskCall } from './task-call.ts';

/** Announces calls to the controller that starts their apps, and hears what becomes of them. */
export interface WakeWords {
  /** The word to send with a call, where its app may sleep and nothing was said of it just now. */
  wordFor(request: SentRequest, replyQueue: string, now?: number): WakeWord | undefined;
  /** Takes news of an app; `false` where the message is none. */
  take(message: ConsumeMessage, calls: Iterable<TaskCall>): boolean;
}

/** Between two words about one queue; whoever missed the first looks at the queue as well. */
const PAUSE_MS = 250;
/** A word that nobody took for so long is not needed any more. */
const EXPIRATION_MS = 10_000;
const PREFIX = wakeCorrelation('');

/** Makes wake words that have said nothing yet. */
export function createWakeWords(): WakeWords {
  const said = new Map<string, number>();
  return {
    wordFor({ queue, wake }, replyTo, now = performance.now()) {
      if (wake === undefined || now - (said.get(queue) ?? -Infinity) < PAUSE_MS) return undefined;
      said.set(queue, now);
      const message: WakeMessage = { kind: 'wake', queue };
      const expiration = String(EXPIRATION_MS);
      const correlationId = wakeCorrelation(queue);
      return { routingKey: wake, message, correlationId, replyTo, expiration };
    },
    take({ properties, content }, calls) {
      if (!String(properties.correlationId).startsWith(PREFIX)) return false;
      const news = parseNews(content);
      const userId: unknown = properties.userId;
      if (news === undefined || typeof userId !== 'string') return true;
      for (const call of calls) {
        const { queue, trustedUsers } = call.request;
        if (queue !== news.queue || call.state !== 'queued' || !trustedUsers.includes(userId))
          continue;
        call.state = 'starting';
        if (call.onStarting !== undefined) queueMicrotask(call.onStarting);
      }
      return true;
    },
  };
}

function parseNews(content: Buffer): AppNews | undefined {
  try {
    const news = JSON.parse(content.toString()) as Partial<AppNews> | null;
    const fits = news?.kind === 'app' && news.state === 'starting';
    return fits && typeof news.queue === 'string' ? (news as AppNews) : undefined;
  } catch {
    return undefined;
  }
}
