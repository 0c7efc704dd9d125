import { readContentHeader, readHeaders, withHeaders } from '../wire/content-header.ts';
import type { FieldTable, FieldValue } from '../wire/field-table.ts';
import type { Message } from './message.ts';
import type { Queue } from './queue.ts';

/** Why a message left a queue without being taken. */
export type DeathReason = 'rejected' | 'expired' | 'maxlen' | 'delivery_limit';

/**
 * The message as it goes to the dead letters: its death is counted in `x-death`, newest first, as
 * RabbitMQ does; an expiration is taken off, so that it does not expire again.
 */
export function toDeadLetter(queue: Queue, message: Message, reason: DeathReason): Message {
  const { name, settings } = queue;
  const headers = readHeaders(message.header.raw);
  const deaths = readDeaths(headers);
  const known = deaths.find((death) => death['queue'] === name && death['reason'] === reason);
  const { expiration } = message.header;
  const death: FieldTable = {
    count: Number(known?.['count'] ?? 0) + 1,
    reason,
    queue: name,
    time: known?.['time'] ?? new Date(),
    exchange: message.exchange,
    'routing-keys': [message.routingKey],
    ...(expiration !== undefined && { 'original-expiration': expiration }),
  };
  const first = {
    'x-first-death-exchange': message.exchange,
    'x-first-death-queue': name,
    'x-first-death-reason': reason,
  };
  const raw = withHeaders(
    message.header.raw,
    {
      ...(deaths.length === 0 && first),
      'x-death': [death, ...deaths.filter((other) => other !== known)],
    },
    { dropExpiration: true },
  );
  return {
    exchange: settings.deadLetterExchange ?? '',
    routingKey: settings.deadLetterRoutingKey ?? message.routingKey,
    header: readContentHeader(raw),
    body: message.body,
  };
}

/** Whether a message would go round in a circle that nobody's rejection takes part in. */
export function isCycle(dead: Message, target: string): boolean {
  const deaths = readDeaths(readHeaders(dead.header.raw));
  const before = deaths.findIndex((death, index) => index > 0 && death['queue'] === target);
  const again = deaths[0]?.['queue'] === target ? 0 : before;
  if (again < 0) return false;
  return deaths.slice(0, again + 1).every((death) => death['reason'] !== 'rejected');
}

function readDeaths(headers: FieldTable): readonly FieldTable[] {
  const deaths: FieldValue | undefined = headers['x-death'];
  return Array.isArray(deaths) ? (deaths as readonly FieldTable[]) : [];
}
