import { connectBroker } from '@celeriac/broker';
import { type AppBroker, readyRoutingKey, RESULTS_EXCHANGE } from '@celeriac/deployment';
import { connect } from 'amqplib';
import type { Scene } from './scene.ts';

/** The user that an app may only pretend to be. */
const forgedReplies = (app: AppBroker): readonly (readonly [string, object])[] => [
  ['answer the call of another app', { userId: app.user }],
  ['answer the call of another app without a name', {}],
];

/** Answers calls and waits of other apps by the exchange that every app may publish to; whether nobody believed it. */
export async function forgeReplies(
  scene: Scene,
  app: AppBroker,
): Promise<readonly (readonly [attack: string, refused: boolean])[]> {
  const victim = scene.apps.find((other) => other.app !== app.app)!;
  await using client = await connectBroker({ url: scene.url });
  const connection = await connect(scene.urlOf(app), { noDelay: true });
  await using _connection = { [Symbol.asyncDispose]: () => connection.close() };
  const channel = await connection.createConfirmChannel();
  const worker = `worker-of-${victim.app}`;
  const { queue, user } = victim;
  await using watch = await scene.admin.watchReady(worker, { queue, user });

  const found: (readonly [string, boolean])[] = [];
  for (const [name, properties] of forgedReplies(app)) {
    const before = client.stats().dropped.untrusted;
    const call = client.call(
      { task: 'Attack:f', queue, contract: 'c', kwargs: {}, trustedUsers: [user] },
      { timeoutMs: 60_000 },
    );
    const replyQueues = (await scene.list('queues')).filter((one) =>
      one.startsWith('celeriac.reply.'),
    );
    for (const key of replyQueues)
      channel.publish(RESULTS_EXCHANGE, key, Buffer.from('{"kind":"result","value":1}'), {
        ...properties,
        correlationId: call.id,
      });
    await channel.waitForConfirms();
    const wasSeen = async (): Promise<boolean> => client.stats().dropped.untrusted > before;
    const isDropped = await poll(wasSeen);
    found.push([name, isDropped && call.state !== 'done']);
    call.cancel();
    await call.result.catch(() => undefined);
  }
  channel.publish(RESULTS_EXCHANGE, readyRoutingKey(worker), Buffer.from('{"kind":"ready"}'), {
    userId: app.user,
  });
  await channel.waitForConfirms();
  const ready = watch.ready.then(() => true);
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 300));
  found.push(['say that the worker of another app is ready', !(await Promise.race([ready, late]))]);
  return found;
}

async function poll(isSo: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    if (await isSo()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
