import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCatalogStore } from '@celeriac/catalog';
import {
  type AppBroker,
  brokerUser,
  type CatalogEntry,
  type Reply,
  taskQueue,
} from '@celeriac/deployment';
import { connect, type Functions } from '@celeriac/functions';
import type { FunctionSignature } from '@celeriac/signature';
import { openStateDirectory } from '@celeriac/state';
import { createTestStage, type TestStage } from '../../../packages/broker/test/demo-app.ts';
import { type FakeWorker, startFakeWorker } from '../../../packages/broker/test/fake-worker.ts';

/** One function `Demo:f`, which takes a blob or nothing, whose answer a test gives, under contracts that a test deploys. */
export interface OneFunction extends AsyncDisposable {
  readonly stage: TestStage;
  readonly functions: Functions;
  /** Makes the function answer with a type from now on, as a deploy does; the first queue stays. */
  deploy(contract: string, type: 'int' | 'string'): Promise<AppBroker>;
  /** As `celeriac down` leaves the catalog; with `purge`, it is forgotten. */
  takeDown(options?: { readonly purge: boolean }): Promise<void>;
  startWorker(of: AppBroker, reply: Reply): Promise<FakeWorker>;
}

/** Deploys nothing yet. */
export async function openOneFunction(
  brokerUrl: string,
  managementUrl: string,
): Promise<OneFunction> {
  const stage = await createTestStage(brokerUrl, managementUrl);
  const stateDirectory = await mkdtemp(join(tmpdir(), 'celeriac-state-'));
  const state = await openStateDirectory(stateDirectory);
  const store = createCatalogStore(state);
  const owner = { instance: state.instance, plugin: 'Demo', app: 'app' };
  const user = brokerUser(owner);
  const functions = await connect({
    ...{ brokerUrl: stage.broker.url, stateDirectory },
    ...{ clientName: 'reader', timeoutMs: 30_000 },
  });
  return {
    stage,
    functions,
    async deploy(contract, type) {
      const app = { ...owner, queue: taskQueue({ ...owner, contract }), user, password: 'of-app' };
      await stage.admin.ensureApp(app);
      const entry: CatalogEntry = {
        ...{ plugin: 'Demo', version: '1.0.0', state: 'deployed' },
        controlUser: stage.broker.user,
        apps: [
          {
            name: 'app',
            contract,
            queue: app.queue,
            user: app.user,
            limits: {},
            functions: [f(type)],
          },
        ],
      };
      await store.write(entry);
      return app;
    },
    async takeDown({ purge } = { purge: false }) {
      const entry = await store.read('Demo');
      if (purge) await store.remove('Demo');
      else if (entry !== undefined) await store.write({ ...entry, state: 'stopped' });
    },
    startWorker: ({ password, queue }, reply) =>
      startFakeWorker({ url: stage.broker.urlOf(user, password), queue, worker: 'w' }, () => reply),
    async [Symbol.asyncDispose]() {
      await functions.close();
      await stage.admin.removeUser(user);
      await stage[Symbol.asyncDispose]();
      await rm(stateDirectory, { recursive: true });
    },
  };
}

function f(type: 'int' | 'string'): FunctionSignature {
  const output = { name: 'answer', type: { name: type }, kind: 'output' } as const;
  return {
    name: 'f',
    inputs: [
      {
        name: 'data',
        type: { name: 'blob' },
        nullable: false,
        optional: true,
        options: {},
      },
    ],
    outputs: [{ ...output, nullable: false, optional: false, options: {} }],
  };
}
