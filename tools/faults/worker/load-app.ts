import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { renderFunctionTable } from '@celeriac/codegen';
import { type AppBroker, brokerUser, controlQueue, taskQueue } from '@celeriac/deployment';
import { readPlugin, type AppModel } from '@celeriac/plugin';
import { contractHash, type FunctionSignature } from '@celeriac/signature';
import { readWorkerRuntime } from '@celeriac/worker';

/** An app as its workers run it, without an image. */
export interface LoadedApp extends AsyncDisposable {
  readonly plugin: string;
  readonly contract: string;
  readonly functions: readonly FunctionSignature[];
  /** Queue and user of the app; an instance of its own, so that nothing else has them. */
  readonly broker: AppBroker;
  /** The control queue of the worker with that number. */
  controlQueueOf(replica: number): string;
  /** The worker's main, as a Python file. */
  readonly main: string;
  /** Holds the main, and whatever else workers of this app write. */
  readonly directory: string;
}

/** Reads the one app of a plugin folder, and writes what its workers are started with. */
export async function loadApp(
  root: string,
  { instance = randomBytes(4).toString('hex') }: { readonly instance?: string } = {},
): Promise<LoadedApp> {
  const { value: plugin } = await readPlugin(root);
  const [app] = plugin?.apps ?? [];
  if (plugin === undefined || app === undefined) throw new Error(`${root} is no plugin`);
  const functions = app.functions.map(({ signature }) => signature);
  const contract = contractHash(functions);
  const identity = { instance, plugin: plugin.name, app: app.name };
  const directory = await mkdtemp(join(tmpdir(), 'celeriac-app-'));
  const main = join(directory, 'main.py');
  await writeFile(
    join(directory, 'functions.json'),
    toTable(app, { plugin: plugin.name, contract }),
  );
  await writeFile(main, await renderMain(app, directory));
  return {
    ...{ plugin: plugin.name, contract, functions, main, directory },
    controlQueueOf: (replica) => controlQueue({ ...identity, version: 1, replica }),
    broker: {
      ...identity,
      queue: taskQueue({ ...identity, contract }),
      user: brokerUser(identity),
      password: randomBytes(16).toString('hex'),
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

function toTable(
  app: AppModel,
  of: { readonly plugin: string; readonly contract: string },
): string {
  return renderFunctionTable(app.functions, of);
}

async function renderMain(app: AppModel, directory: string): Promise<string> {
  const { files } = await readWorkerRuntime();
  const runtime = dirname(dirname(files[0]!.absolutePath));
  return `import sys

sys.path.insert(0, ${JSON.stringify(runtime)})

from celeriac_worker.main import run

if __name__ == "__main__":
    run(table_path=${JSON.stringify(join(directory, 'functions.json'))}, code_root=${JSON.stringify(app.directory)})
`;
}
