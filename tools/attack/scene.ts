import { randomBytes } from 'node:crypto';
import { createBrokerAdmin } from '@celeriac/broker';
import {
  type AppBroker,
  type BrokerAdmin,
  brokerUser,
  controlQueue,
  taskQueue,
} from '@celeriac/deployment';
import { type OwnBroker, startOwnBroker } from '../faults/index.ts';

/** A broker with some apps, and all that is on it. */
export interface Scene extends AsyncDisposable {
  readonly url: string;
  readonly managementUrl: string;
  readonly admin: BrokerAdmin;
  readonly apps: readonly AppBroker[];
  /** The queues that an app may read. */
  ownQueues(app: AppBroker): readonly string[];
  urlOf(app: AppBroker): string;
  /** Queues of clients, whom every app may answer, that hold any number of bytes. */
  listUnbounded(): Promise<readonly string[]>;
  /** Names of what is on the broker now. */
  list(kind: 'queues' | 'exchanges'): Promise<readonly string[]>;
}

interface QueueFacts {
  readonly name: string;
  readonly arguments: { readonly 'x-max-length-bytes'?: number };
}

/** Names that are prefixes of each other, or match each other as patterns where nobody escapes them. */
const appNames = ['sales', 'sales_eu', 's.les'];

/** Starts a broker of that kind and makes some apps' objects, as a deploy does. */
export async function setScene(kind?: OwnBroker['kind']): Promise<Scene> {
  await using made = new AsyncDisposableStack();
  const { url, managementUrl } = made.use(await startOwnBroker(kind));
  const admin = made.use(await createBrokerAdmin({ url, managementUrl }));
  await admin.ensureTopology();
  const instance = randomBytes(4).toString('hex');
  const apps = appNames.map((app) => {
    const identity = { instance, plugin: 'Attack', app };
    const contract = randomBytes(8).toString('hex');
    const password = randomBytes(16).toString('hex');
    const queue = taskQueue({ ...identity, contract });
    return { ...identity, queue, user: brokerUser(identity), password };
  });
  const ownQueues = (app: AppBroker): readonly string[] => [app.queue, controlOf(app)];
  for (const app of apps) await admin.ensureApp(app, { controlQueues: [controlOf(app)] });
  const { username, password } = new URL(url);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const cleanUp = made.move();
  return {
    ...{ url, managementUrl, admin, apps, ownQueues },
    urlOf(app) {
      const own = new URL(url);
      own.username = encodeURIComponent(app.user);
      own.password = app.password;
      return own.href;
    },
    async listUnbounded() {
      const answer = await fetch(`${managementUrl}/api/queues/%2F`, { headers: { authorization } });
      const queues = (await answer.json()) as readonly QueueFacts[];
      const ofClients = queues.filter(({ name }) => /^celeriac\.(reply|later)\./.test(name));
      if (ofClients.length === 0) throw new Error('no client has a queue');
      const open = ofClients.filter((queue) => !((queue.arguments['x-max-length-bytes'] ?? 0) > 0));
      return open.map(({ name }) => name);
    },
    async list(kind) {
      const answer = await fetch(`${managementUrl}/api/${kind}/%2F?columns=name`, {
        headers: { authorization },
      });
      return ((await answer.json()) as { name: string }[]).map(({ name }) => name);
    },
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}

function controlOf(app: AppBroker): string {
  return controlQueue({ ...app, version: 1, replica: 0 });
}
