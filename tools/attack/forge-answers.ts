import { randomUUID } from 'node:crypto';
import { connectBroker } from '@celeriac/broker';
import { type AppBroker, RESULTS_EXCHANGE } from '@celeriac/deployment';
import { connect } from 'amqplib';
import type { Scene } from './scene.ts';

const WAIT_MS = 20_000;

/**
 * Answers a call that was queued for another app before that app does, in its own name and in none;
 * whether nobody believed it, and the true answer came nevertheless.
 */
export async function forgeAnswers(scene: Scene, app: AppBroker): Promise<boolean> {
  const victim = scene.apps.find((other) => other.app !== app.app)!;
  const clientName = `batch-${randomUUID()}`;
  await using client = await connectBroker({ url: scene.url, clientName });
  const { queue, user } = victim;
  const request = { task: 'Attack:f', queue, contract: 'c', kwargs: {}, trustedUsers: [user] };
  const id = await client.enqueue(request);
  const correlationId = `${id} c Attack:f`;
  const later = `celeriac.later.${clientName}`;
  await answer(scene.urlOf(app), later, [
    ['forged', { correlationId, userId: app.user }],
    ['forged', { correlationId }],
  ]);
  await answer(scene.urlOf(victim), later, [['true', { correlationId, userId: user }]]);
  const lookUp = () => Promise.resolve(request);
  for await (const found of client.answers({ lookUp, signal: AbortSignal.timeout(WAIT_MS) }))
    return (
      found.kind === 'result' && found.value === 'true' && client.stats().dropped.untrusted === 2
    );
  return false;
}

async function answer(
  url: string,
  routingKey: string,
  replies: readonly (readonly [value: string, properties: object])[],
): Promise<void> {
  const connection = await connect(url, { noDelay: true });
  const channel = await connection.createConfirmChannel();
  for (const [value, properties] of replies) {
    const body = Buffer.from(JSON.stringify({ kind: 'result', value }));
    channel.publish(RESULTS_EXCHANGE, routingKey, body, properties);
  }
  await channel.waitForConfirms();
  await connection.close();
}
