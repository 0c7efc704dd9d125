import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DeployerPorts,
  type DeployerSettings,
  findCurrentLock,
  planDeployment,
} from '@celeriac/deployer';
import {
  type BuildPlan,
  type ContainerStatus,
  type ContextFile,
  isFailure,
} from '@celeriac/deployment';
import type { PluginModel } from '@celeriac/plugin';
import type { TestSuite } from './find-suites.ts';
import { planTestImage, toTestSpec } from './plan-test-image.ts';
import { parseTestReport, type TestReport } from './test-report.ts';

/** What test files are run with. */
export interface SuiteContext {
  /** As it was deployed, with its locks. */
  readonly plugin: PluginModel;
  readonly ports: DeployerPorts;
  readonly settings: DeployerSettings;
  /** Gives pytest as files of a context, for apps whose environment has none. */
  readonly pytest: () => Promise<readonly ContextFile[]>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Is given what is written besides the report. */
  readonly onLine: (line: string) => void;
}

/** Why the tests of an app could not be run, or not to their end. */
export class SuiteFailure extends Error {
  /** What was written last, oldest first. */
  readonly lastLines: readonly string[];

  constructor(message: string, lastLines: readonly string[] = []) {
    super(message);
    this.lastLines = lastLines;
  }
}

const END_LIMIT_MS = 20_000;
const LOOK_MS = 50;
const KEPT_LINES = 20;

/**
 * Runs the test files of an app in an environment, with files and under limits, that are those of its
 * workers; yields what the runner tells, as it comes.
 *
 * Throws `SuiteFailure` where that cannot be, or ended before its tests had.
 */
export async function* runSuite(
  suite: TestSuite,
  context: SuiteContext,
): AsyncGenerator<TestReport, void, undefined> {
  const { ports, settings, signal } = context;
  const plan = await planSuite(suite, context);
  const environment = settings.buildEnvironment;
  const options = { signal, ...(environment && { environment }) };
  if (!(await ports.builder.has(plan.image, { signal })))
    for await (const _ of ports.builder.build(plan, options));
  const desired = (await ports.desired.list()).find(({ plugin }) => plugin === context.plugin.name);
  const app = desired?.apps.find(({ template }) => template.owner.app === suite.app.name);
  if (app === undefined) throw new Error(`${suite.app.name} is not deployed`);
  const { spawner } = ports;
  const started = await spawner.start(toTestSpec(app.template, plan.image), { signal });
  try {
    yield* followReport(suite, started, context);
  } finally {
    await spawner.stop(started.id, { graceMs: 0 });
    await spawner.remove(started.id);
  }
}

async function planSuite(suite: TestSuite, context: SuiteContext): Promise<BuildPlan> {
  const { plugin, ports, settings } = context;
  const { name, container } = suite.app;
  const app = plugin.apps.find((other) => other.name === name) ?? suite.app;
  if (container.image !== undefined)
    throw new SuiteFailure(
      'its "image" is ready-made, so that no tests can be put into it; run them where it is made',
    );
  const lock = findCurrentLock(app, plugin, settings);
  const locks = new Map(lock === undefined ? [] : [[name, lock]]);
  const one = { ...plugin, apps: [app] };
  const dialect = await ports.builder.kind();
  const [planned] = planDeployment(one, { dialect, settings, locks }).apps;
  const found = settings.runtime.buildFiles?.find(({ path }) => path.endsWith('/run_tests.py'));
  if (planned?.build === undefined || found === undefined)
    throw new Error('there is no plan, or no runner of tests');
  const hasPytest = /^pytest==/m.test(lock?.text ?? '');
  const kit = hasPytest ? [] : await context.pytest();
  const runner = { kind: 'disk' as const, ...found };
  return planTestImage(planned.build, { runner, files: [...suite.files, ...kit] });
}

async function* followReport(
  suite: TestSuite,
  { id }: ContainerStatus,
  context: SuiteContext,
): AsyncGenerator<TestReport, void, undefined> {
  const { ports, timeoutMs } = context;
  const limit = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([context.signal, limit]);
  const lastLines: string[] = [];
  let running: string | undefined;
  try {
    for await (const { stream, text } of ports.spawner.logs(id, { follow: true, signal })) {
      const report = stream === 'stdout' ? parseTestReport(text) : undefined;
      if (report === undefined) {
        lastLines.push(text);
        if (lastLines.length > KEPT_LINES) lastLines.shift();
        context.onLine(text);
        continue;
      }
      if (report.kind === 'started') running = report.test;
      if (report.kind === 'test') running = undefined;
      yield report;
      if (report.kind === 'ended') return;
    }
  } catch (error) {
    if (!limit.aborted) throw error;
  }
  context.signal.throwIfAborted();
  const during = running === undefined ? '' : ` during ${suite.toShown(running)}`;
  const what = limit.aborted
    ? `took longer than ${timeoutMs / 1000} s${during}; give them more by --timeout`
    : `ended before their end${during}: ${await readEnd(id, context)}`;
  throw new SuiteFailure(what, lastLines);
}

/** Why its process or container is no more. */
async function readEnd(id: string, { ports }: SuiteContext): Promise<string> {
  const deadline = performance.now() + END_LIMIT_MS;
  for (;;) {
    const found = (await ports.spawner.list({ instance: ports.desired.instance })).find(
      (status) => status.id === id,
    );
    if (found === undefined) return 'it is gone';
    const { cause } = found;
    if (cause !== undefined) return found.reason ?? (isFailure(cause) ? 'it failed' : 'it ended');
    if (performance.now() > deadline) return 'it does not answer';
    await sleep(LOOK_MS);
  }
}
