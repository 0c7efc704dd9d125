import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@celeriac/functions';
import type { Measurement } from '../bench-row.ts';
import { BenchFailed } from '../instance/bench-failed.ts';
import { createBenchInstance, type BenchInstance } from '../instance/bench-instance.ts';
import { median } from '../median.ts';
import type { SuiteContext } from '../suites.ts';

const rounds = 3;
const repetitions = 3;
const pauseMs = 10;

/** What one round found, in milliseconds. */
interface DeployRound {
  readonly coldMs: number;
  readonly unchangedMs: readonly number[];
  /** Of `deploy --plan` where nothing changed. */
  readonly previewMs: readonly number[];
  /** From the edit to the end of the command. */
  readonly editMs: number;
  /** From the edit to the first answer of the new code. */
  readonly callableMs: number;
  /** Containers that a deploy of nothing new started, replaced or took away. */
  readonly touched: number;
}

/**
 * How long the command takes to deploy a small app, as a process from its start to its end.
 *
 * Cold: there is no image, container, queue or controller of the app, and its dependencies are installed anew, because
 * its file of requirements is one that was never seen. The base image is there, and what the builder has cached of the
 * installer and of downloads stays. Code edit: from the moment a file is written, with a caller that asks all the while.
 */
export async function measureDeploys(context: SuiteContext): Promise<readonly Measurement[]> {
  const { log, signal } = context;
  await using instance = await createBenchInstance(context);
  const found: DeployRound[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    found.push(await measureRound(instance, round, signal));
    const { coldMs, unchangedMs, callableMs } = found.at(-1)!;
    const times = [coldMs, median(unchangedMs), callableMs].map((ms) => `${ms.toFixed(0)} ms`);
    log(`round ${round}: cold ${times[0]}, nothing changed ${times[1]}, code edit ${times[2]}`);
    await instance.down();
  }
  return [
    {
      name: 'cold deploy',
      unit: 'ms',
      value: median(found.map(({ coldMs }) => coldMs)),
    },
    {
      name: 'code edit → callable',
      unit: 'ms',
      value: median(found.map(({ callableMs }) => callableMs)),
      target: { of: 'value', atMost: 5_000, due: false },
    },
    {
      name: 'code edit → old version gone',
      unit: 'ms',
      value: median(found.map(({ editMs }) => editMs)),
    },
    {
      name: 'nothing changed',
      unit: 'ms',
      value: median(found.flatMap(({ unchangedMs }) => unchangedMs)),
      target: { of: 'value', atMost: 1_000 },
    },
    {
      name: 'nothing changed: deploy --plan',
      unit: 'ms',
      value: median(found.flatMap(({ previewMs }) => previewMs)),
      target: { of: 'value', atMost: 1_000 },
    },
    {
      name: 'nothing changed: restarted',
      unit: 'containers',
      value: found.reduce((sum, { touched }) => sum + touched, 0),
      target: { of: 'value', atMost: 0 },
    },
  ];
}

async function measureRound(
  instance: BenchInstance,
  round: number,
  signal: AbortSignal,
): Promise<DeployRound> {
  await instance.edit('requirements.in', '#', `# ${randomUUID()}\n#`);
  const coldMs = await instance.deploy();
  const { stateDirectory, brokerUrl, plugin } = instance;
  await using functions = await connect({ brokerUrl, stateDirectory, timeoutMs: 30_000, signal });
  const call = (): Promise<unknown> => functions.call(`${plugin}:revision`);
  expectRevision(await call(), round);

  const before = await identities(instance);
  const unchangedMs: number[] = [];
  const previewMs: number[] = [];
  for (let time = 0; time < repetitions; time += 1) {
    unchangedMs.push(await instance.deploy());
    previewMs.push(await instance.preview());
  }
  const after = await identities(instance);
  const touched = [...before, ...after].filter((id) => !(before.has(id) && after.has(id))).length;

  const began = performance.now();
  await instance.edit('functions.py', `REVISION = ${round}`, `REVISION = ${round + 1}`);
  const deploying = instance.deploy();
  const [callableMs] = await Promise.all([
    untilAnswered(call, { wanted: round + 1, began, deploying }),
    deploying,
  ]);
  const editMs = performance.now() - began;
  expectRevision(await call(), round + 1);
  return { coldMs, unchangedMs, previewMs, editMs, callableMs, touched };
}

/** Asks until the answer is the wanted one, or the deploy has ended; resolves to the milliseconds since `began`. */
async function untilAnswered(
  call: () => Promise<unknown>,
  {
    wanted,
    began,
    deploying,
  }: { readonly wanted: number; readonly began: number; readonly deploying: Promise<unknown> },
): Promise<number> {
  let ended = false;
  const end = (): void => void (ended = true);
  deploying.then(end, end);
  while (!ended && (await call()) !== wanted) await sleep(pauseMs);
  return performance.now() - began;
}

/** Containers by their ids: one that was replaced is another. */
async function identities(instance: BenchInstance): Promise<ReadonlySet<string>> {
  const { containers } = await instance.status();
  return new Set(containers.map(({ id }) => id));
}

function expectRevision(answer: unknown, revision: number): void {
  if (answer === revision) return;
  throw new BenchFailed(`The app answered as revision ${String(answer)} instead of ${revision}.`);
}
