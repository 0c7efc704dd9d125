import type { Abortable, EndedCalls } from '@celeriac/deployment';
import { toChannelError } from '../connection/to-channel-error.ts';
import type { AdminParts } from './admin-parts.ts';

/** Puts a word into the queue of one worker; resolves when the broker has it. See `BrokerAdmin.endCalls`. */
export async function endCalls(
  { connection, address }: AdminParts,
  {
    controlQueue,
    reason,
    remedy,
    signal,
  }: EndedCalls & Abortable & { readonly controlQueue: string },
): Promise<void> {
  const { model } = await connection.get(signal);
  const channel = await model.createConfirmChannel();
  // Whoever waits for the confirmation is told of it.
  channel.on('error', () => undefined);
  try {
    const body = Buffer.from(JSON.stringify({ kind: 'end', reason, remedy }));
    channel.sendToQueue(controlQueue, body, { contentType: 'application/json' });
    await channel.waitForConfirms();
  } catch (error) {
    throw toChannelError(error, address, `telling the worker of "${controlQueue}" to end`);
  } finally {
    await channel.close().catch(() => undefined);
  }
}
