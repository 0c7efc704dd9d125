import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connect, type Functions } from '@celeriac/functions';
import { workspaceRoot } from '../../steps/run-program.ts';
import { BenchFailed } from '../instance/bench-failed.ts';

/** A plugin of one app with 50 functions and numpy, to be edited. */
export interface BenchPlugin extends AsyncDisposable {
  readonly root: string;
  readonly stateDirectory: string;
  /** Writes the module whose functions answer with a revision. */
  revise(revision: number): Promise<void>;
}

const functionCount = 50;

/** Writes it to a folder of its own. */
export async function makeBenchPlugin(): Promise<BenchPlugin> {
  const folder = await mkdtemp(join(tmpdir(), 'celeriac-bench-dev-'));
  const root = join(folder, 'plugin');
  const app = join(root, 'python/calc');
  await mkdir(app, { recursive: true });
  await writeFile(join(root, 'package.json'), '{"name":"benchdev","version":"1.0.0"}');
  await writeFile(join(app, 'requirements.in'), 'numpy>=2,<3\n');
  const revise = (revision: number): Promise<void> =>
    writeFile(join(app, 'logic.py'), renderModule(revision));
  await revise(0);
  return {
    ...{ root, revise, stateDirectory: join(folder, 'state') },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

function renderModule(revision: number): string {
  const functions = Array.from({ length: functionCount - 1 }, (_, index) =>
    [
      `#name: scale${index}`,
      '#description: Scales the mean of some values',
      '#input: list<double> values [What is scaled]',
      '#input: double factor = 1.0 {min: 0; max: 100}',
      '#output: double scaled',
      `def scale${index}(values: list[float], factor: float = 1.0) -> float:`,
      `    return float(np.mean(np.asarray(values)) * factor + ${index})`,
      '',
    ].join('\n'),
  );
  return [
    'import numpy as np',
    '',
    ...functions,
    '#name: revision',
    '#output: int number',
    'def revision():',
    `    return int(np.int64(${revision}))`,
    '',
  ].join('\n');
}

/** A `celeriac dev` as a person starts it, and a client of its functions. */
export interface BenchDev extends AsyncDisposable {
  readonly functions: Functions;
  /** From its start to its first answer. */
  readonly firstAnswerMs: number;
}

/** Starts it and waits for its first answer. */
export async function startBenchDev(
  { root, stateDirectory }: BenchPlugin,
  signal: AbortSignal,
): Promise<BenchDev> {
  const began = performance.now();
  const child = spawn(process.execPath, ['packages/cli/bin/celeriac.js', 'dev', root], {
    cwd: workspaceRoot,
    env: { ...process.env, CELERIAC_STATE_DIR: stateDirectory },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      if (line.includes('functions: ')) resolve();
    });
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGINT');
    await ended;
  };
  try {
    const outcome = await Promise.race([
      ready.then(() => 'ready'),
      ended,
      once(signal, 'abort').then(() => 'aborted'),
    ]);
    if (outcome !== 'ready') throw new BenchFailed(`celeriac dev ended:\n${said.join('\n')}`);
    const settings = await readFile(join(stateDirectory, 'settings.json'), 'utf8');
    const { brokerUrl } = JSON.parse(settings) as { readonly brokerUrl: string };
    const functions = await connect({ stateDirectory, brokerUrl, timeoutMs: 30_000 });
    await functions.call('benchdev:revision');
    const firstAnswerMs = performance.now() - began;
    return {
      ...{ functions, firstAnswerMs },
      async [Symbol.asyncDispose]() {
        await functions.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
