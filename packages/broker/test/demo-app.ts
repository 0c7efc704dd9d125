import { type AppBroker, type BrokerAdmin, brokerUser, taskQueue } from '@celeriac/deployment';
import { createBrokerAdmin, type TaskRequest } from '@celeriac/broker';
import { type FakeTask, type FakeWorker, startFakeWorker } from './fake-worker.ts';
import { createTestBroker, type TestBroker } from './test-broker.ts';

/** A vhost of its own, with what every app shares and an administration. */
export interface TestStage extends AsyncDisposable {
  readonly broker: TestBroker;
  readonly admin: BrokerAdmin;
  /** An app of that name: its queue, user and permissions. */
  addApp(name: string, contract?: string): Promise<AppBroker>;
}

export async function createTestStage(
  brokerUrl: string,
  managementUrl: string,
): Promise<TestStage> {
  const broker = await createTestBroker(brokerUrl, managementUrl);
  const admin = await createBrokerAdmin({ url: broker.url, managementUrl });
  await admin.ensureTopology();
  return {
    broker,
    admin,
    async addApp(name, contract = 'c0ffee') {
      const owner = { instance: broker.suffix, plugin: `Test ${broker.suffix}`, app: name };
      const queue = taskQueue({ ...owner, contract });
      const app = { ...owner, queue, user: brokerUser(owner), password: `of-${name}` };
      await admin.ensureApp(app);
      return app;
    },
    async [Symbol.asyncDispose]() {
      await admin.close();
      await broker[Symbol.asyncDispose]();
    },
  };
}

/** A stage with one app whose worker knows some tasks. */
export interface DemoApp extends TestStage {
  readonly app: AppBroker;
  readonly worker: FakeWorker;
  /** Each ends a `Demo:stuck` or `Demo:held` call that the worker has. */
  readonly stuck: (() => void)[];
  request(task: string, more?: Partial<TaskRequest>): TaskRequest;
}

export async function startDemoApp(brokerUrl: string, managementUrl: string): Promise<DemoApp> {
  const stage = await createTestStage(brokerUrl, managementUrl);
  const app = await stage.addApp('app');
  const stuck: (() => void)[] = [];
  const url = stage.broker.urlOf(app.user, app.password);
  const options = { url, queue: app.queue, worker: 'worker-1' };
  const worker = await startFakeWorker(options, (task) => runDemo(task, stuck));
  return {
    ...stage,
    app,
    worker,
    stuck,
    request: (task, more = {}) => ({
      task,
      queue: app.queue,
      contract: 'c0ffee',
      kwargs: { x: 1, y: 2 },
      trustedUsers: [app.user],
      ...more,
    }),
    async [Symbol.asyncDispose]() {
      await worker[Symbol.asyncDispose]();
      await stage[Symbol.asyncDispose]();
    },
  };
}

const FAILURE = {
  code: 'TASK_FAILED',
  message: 'no number',
  pythonType: 'ValueError',
  traceback: 'Traceback (most recent call last): …',
} as const;

const GIVEN_UP = {
  code: 'CANCELLED',
  message: 'it was given up before it began.',
  maybeExecuted: false,
} as const;

function runDemo(task: FakeTask, stuck: (() => void)[]): ReturnType<RunFakeTask> {
  const { x, y } = task.kwargs as { x: number; y: number };
  if (task.task === 'Demo:add') return { kind: 'result', value: x + y };
  if (task.task === 'Demo:fail') return { kind: 'failure', failure: FAILURE };
  if (task.task === 'Demo:twice') task.reply({ kind: 'result', value: 'first' });
  if (task.task === 'Demo:text') task.reply({ kind: 'other' } as never);
  if (task.task === 'Demo:count') {
    for (let index = 0; index < x; index++) {
      const seq = 2 + index * 3;
      task.reply({ kind: 'progress', seq, percent: (100 * index) / x, text: `at ${index}` });
      task.reply({ kind: 'log', seq: seq + 1, stream: 'stdout', text: `line ${index}` });
      const partial = { kind: 'partial', seq: seq + 2, value: { at: index } } as const;
      task.reply(partial);
      // A worker that is not sure sends again.
      if (index % 2 === 0) task.reply(partial);
    }
    return y === 0 ? { kind: 'failure', failure: FAILURE } : { kind: 'result', value: x };
  }
  const value = task.task === 'Demo:held' ? x + y : 'late';
  if (task.task === 'Demo:stuck' || task.task === 'Demo:held')
    return new Promise((resolve) => stuck.push(() => resolve({ kind: 'result', value })));
  if (task.task === 'Demo:given-up') return { kind: 'failure', failure: GIVEN_UP };
  return { kind: 'result', value: 'second' };
}

type RunFakeTask = Parameters<typeof startFakeWorker>[1];
