import { AmqpError } from '../amqp-error.ts';
import type { Queue } from '../model/queue.ts';
import type { Channel } from './channel.ts';

/** Throws `RESOURCE_LOCKED` where the queue is another connection's own. */
export function requireAccess(queue: Queue, channel: Channel): void {
  if (queue.owner === undefined || queue.owner === channel.connection) return;
  const place = `queue '${queue.name}' in vhost '${channel.vhost.name}'`;
  throw new AmqpError('RESOURCE_LOCKED', `cannot obtain exclusive access to locked ${place}`);
}
