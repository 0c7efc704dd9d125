import { connectBroker } from '@celeriac/broker';
import type { AppBroker } from '@celeriac/deployment';
import {
  everyExchangeAttacks,
  exchangeAttacks,
  newNameAttacks,
  queueAttacks,
  type AttackOn,
} from './attacks.ts';
import type { OwnBroker } from '../faults/index.ts';
import { exhaustChannels, exhaustConnections } from './exhaust.ts';
import { forgeAnswers } from './forge-answers.ts';
import { forgeReplies } from './forge-replies.ts';
import { createIntruder, type Intruder } from './intruder.ts';
import { setScene, type Scene } from './scene.ts';

/** What came of one kind of attack, over every app and everything that is not its own. */
export interface AttackRow {
  readonly attack: string;
  readonly tried: number;
  readonly refused: number;
  /** What was not refused: intruder and target. */
  readonly allowed: readonly string[];
}

const RESULTS = 'celeriac.results';

/** Attacks a broker of that kind as each app's user in turn. */
export async function runAttacks(
  log: (line: string) => void,
  kind?: OwnBroker['kind'],
): Promise<readonly AttackRow[]> {
  await using scene = await setScene(kind);
  await using _anonymous = await connectBroker({ url: scene.url });
  await using _named = await connectBroker({ url: scene.url, clientName: 'gateway' });
  const rows = new Map<string, { tried: number; allowed: string[] }>();
  const note = (attack: string, who: string, refused: boolean): void => {
    const row = rows.get(attack) ?? { tried: 0, allowed: [] };
    rows.set(attack, row);
    row.tried++;
    if (!refused) row.allowed.push(who);
  };
  for (const app of scene.apps) {
    log(`as ${app.user}`);
    await using intruder = await createIntruder(scene.urlOf(app));
    await attackObjects(scene, { app, intruder, note });
    for (const [name, refused] of await forgeReplies(scene, app)) note(name, app.app, refused);
    const isTrue = await forgeAnswers(scene, app);
    note('answer a queued call of another app', app.app, isTrue);
    const open = await scene.listUnbounded();
    note('fill the disk with answers', `${app.app} → ${open.join(', ')}`, open.length === 0);
  }
  for (const app of scene.apps) {
    note('open connections without end', app.app, await exhaustConnections(scene, app));
    note('open channels without end', app.app, await exhaustChannels(scene, app));
    note("use the broker's management", app.app, await isKeptFromManagement(scene, app));
  }
  return [...rows].map(([attack, { tried, allowed }]) => ({
    ...{ attack, tried, refused: tried - allowed.length, allowed },
  }));
}

async function attackObjects(
  scene: Scene,
  by: {
    readonly app: AppBroker;
    readonly intruder: Intruder;
    readonly note: (attack: string, who: string, refused: boolean) => void;
  },
): Promise<void> {
  const { app, intruder, note } = by;
  const own = scene.ownQueues(app);
  for (const queue of own) {
    const { refused, reason } = await intruder.attempt((channel) => channel.get(queue));
    if (refused) throw new Error(`${app.app} may not even use its own ${queue}: ${reason}`);
  }
  const queues = (await scene.list('queues')).filter((name) => !own.includes(name));
  const exchanges = (await scene.list('exchanges')).filter((name) => name !== '');
  const plan = [
    { attacks: queueAttacks, targets: [...queues, app.queue.replace(/.$/, 'x')] },
    { attacks: exchangeAttacks, targets: exchanges.filter((name) => name !== RESULTS) },
    { attacks: everyExchangeAttacks, targets: exchanges },
    { attacks: newNameAttacks, targets: [''] },
  ];
  for (const { attacks, targets } of plan)
    for (const [name, attack] of Object.entries(attacks))
      for (const target of targets) {
        const on: AttackOn = { target, ownQueue: app.queue, ownUser: app.user };
        const { refused } = await intruder.attempt((channel) => attack(channel, on));
        note(name, `${app.app} → ${target}`, refused);
      }
}

async function isKeptFromManagement(scene: Scene, app: AppBroker): Promise<boolean> {
  const authorization = `Basic ${Buffer.from(`${app.user}:${app.password}`).toString('base64')}`;
  const paths = ['overview', 'queues', 'connections', 'users', 'bindings'];
  const answers = await Promise.all(
    paths.map((path) =>
      fetch(`${scene.managementUrl}/api/${path}`, { headers: { authorization } }),
    ),
  );
  return answers.every(({ status }) => status === 401);
}
