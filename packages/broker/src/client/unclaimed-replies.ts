import type { ConsumeMessage } from 'amqplib';

/** Replies of calls that an earlier process of this client made, until somebody asks for them. */
export interface UnclaimedReplies {
  /** Replies that wait. */
  readonly size: number;
  keep(message: ConsumeMessage): void;
  /** Takes out the replies of a call, in the order they came. */
  claim(callId: string): readonly ConsumeMessage[];
  /** Forgets all: the connection that they came by is lost, and they will come again. */
  clear(): void;
}

/** Of one broker user: nobody can push out what others answered. */
const MAX_MESSAGES = 50_000;
const MAX_BYTES = 128 * 1_048_576;
/** As long as the queue itself waits for its client. */
const MAX_AGE_MS = 600_000;
/** Long before the broker takes back what it has given and was told nothing of. */
const LOOK_MS = 60_000;

interface OfCall {
  readonly at: number;
  readonly messages: ConsumeMessage[];
}

interface OfUser {
  readonly calls: Map<string, OfCall>;
  count: number;
  bytes: number;
}

/** Makes an empty store; `onDropped` is told what was neither claimed in time nor is kept on. */
export function createUnclaimedReplies(
  onDropped: (message: ConsumeMessage) => void,
): UnclaimedReplies {
  const users = new Map<string, OfUser>();

  const takeOut = (of: OfUser, callId: string): readonly ConsumeMessage[] => {
    const messages = of.calls.get(callId)?.messages ?? [];
    of.calls.delete(callId);
    of.count -= messages.length;
    for (const { content } of messages) of.bytes -= content.length;
    return messages;
  };
  const makeRoom = (of: OfUser, now: number): void => {
    for (const [callId, { at }] of of.calls) {
      const tooMuch = of.count > MAX_MESSAGES || of.bytes > MAX_BYTES;
      if (!tooMuch && at > now - MAX_AGE_MS) return;
      for (const message of takeOut(of, callId)) onDropped(message);
    }
  };
  const size = (): number => [...users.values()].reduce((sum, { count }) => sum + count, 0);
  let timer: NodeJS.Timeout | undefined;
  const arm = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      for (const of of users.values()) makeRoom(of, performance.now());
      if (size() > 0) arm();
    }, LOOK_MS).unref();
  };
  return {
    get size() {
      return size();
    },
    keep(message) {
      const { userId, correlationId } = message.properties as {
        userId?: unknown;
        correlationId?: unknown;
      };
      const of = users.get(String(userId)) ?? {
        calls: new Map<string, OfCall>(),
        count: 0,
        bytes: 0,
      };
      users.set(String(userId), of);
      const now = performance.now();
      const ofCall = of.calls.get(String(correlationId)) ?? { at: now, messages: [] };
      of.calls.set(String(correlationId), ofCall);
      ofCall.messages.push(message);
      of.count++;
      of.bytes += message.content.length;
      makeRoom(of, now);
      arm();
    },
    claim: (callId) => [...users.values()].flatMap((of) => takeOut(of, callId)),
    clear: () => users.clear(),
  };
}
