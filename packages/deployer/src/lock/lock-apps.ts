import { randomBytes } from 'node:crypto';
import { explainFailure, explainPackages, lockInputs, planLock } from '@celeriac/codegen';
import { type AppLock, type AppModel, LOCK_FILE, type PluginModel } from '@celeriac/plugin';
import { DeployError } from '../deployer-error.ts';
import type { DeployerPorts, DeployerSettings } from '../deployer-options.ts';
import type { Emit } from '../event-stream.ts';
import { type PlanSettings, toInstallOptions } from '../plan/plan-deployment.ts';
import { compareLocks } from './compare-locks.ts';
import type { LockEvent } from './lock-event.ts';
import { outdatedLock, shownFolder } from './outdated-lock.ts';

/** What locks depend on besides the plugin. */
export type LockSettings = PlanSettings & Pick<DeployerSettings, 'buildEnvironment'>;

/** What resolves, and where what came of it is kept. */
export interface LockPorts extends Pick<DeployerPorts, 'locks'> {
  readonly builder: Pick<DeployerPorts['builder'], 'kind' | 'produce'>;
}

/** How locks are seen to. */
export interface LockContext {
  readonly ports: LockPorts;
  readonly settings: LockSettings;
  /** `frozen`: none may be out of date. `upgrade`: all are made anew, with the newest versions. */
  readonly mode?: 'frozen' | 'upgrade' | undefined;
  readonly emit: Emit<LockEvent>;
  readonly signal: AbortSignal;
}

/**
 * Sees that every app of a plugin that is built has a lock of what it asks for now, by its name.
 *
 * Throws `LOCK_OUTDATED` where that is forbidden, `UNRESOLVABLE` with a diagnostic for what no index
 * has or what cannot be installed together, and what the builder throws.
 */
export async function lockApps(
  plugin: PluginModel,
  context: LockContext,
): Promise<ReadonlyMap<string, AppLock>> {
  const { settings, mode } = context;
  const locks = new Map<string, AppLock>();
  const made = new Map<string, AppLock>();
  for (const app of plugin.apps) {
    if (app.container.image !== undefined) continue;
    const current = mode === 'upgrade' ? undefined : findCurrentLock(app, plugin, settings);
    if (current !== undefined) {
      locks.set(app.name, current);
      continue;
    }
    if (mode === 'frozen') throw outdatedLock(app, plugin);
    // Asked for late: where every lock is up to date there need be no engine.
    const dialect = await context.ports.builder.kind();
    const options = toInstallOptions(app, { plugin, dialect, settings });
    const inputs = lockInputs(app, options);
    const begun = performance.now();
    context.emit({ kind: 'locking', app: app.name });
    // Archives are files of one app, so locks that name some are shared by none.
    const text =
      made.get(`${options.baseImage} ${inputs}`)?.text ??
      (await resolveApp(app, plugin, { ...context, options }));
    const lock = { inputs, text };
    made.set(`${options.baseImage} ${inputs}`, lock);
    locks.set(app.name, lock);
    await keep(app, plugin, { ...context, lock, begun });
  }
  return locks;
}

/** The lock of an app, if it was made from what is asked for now. */
export function findCurrentLock(
  app: AppModel,
  plugin: PluginModel,
  settings: PlanSettings,
): AppLock | undefined {
  const options = toInstallOptions(app, { plugin, dialect: 'classic', settings });
  return app.lock?.inputs === lockInputs(app, options) ? app.lock : undefined;
}

async function keep(
  app: AppModel,
  plugin: PluginModel,
  { ports, emit, lock, begun }: LockContext & { readonly lock: AppLock; readonly begun: number },
): Promise<void> {
  emit({
    kind: 'locked',
    app: app.name,
    file: `${shownFolder(app, plugin)}/${LOCK_FILE}`,
    kept: await ports.locks.write(app.directory, lock),
    changes: compareLocks(app.lock?.text ?? '', lock.text),
    durationMs: performance.now() - begun,
  });
}

async function resolveApp(
  app: AppModel,
  plugin: PluginModel,
  context: LockContext & { readonly options: ReturnType<typeof toInstallOptions> },
): Promise<string> {
  const { ports, settings, mode, emit, signal, options } = context;
  const previous = mode === 'upgrade' ? undefined : app.lock?.text;
  const { build, output } = planLock(app, options, {
    moment: randomBytes(8).toString('hex'),
    ...(previous !== undefined && { previous }),
  });
  const environment = settings.buildEnvironment;
  const place = { signal, ...(environment && { environment }) };
  try {
    for await (const event of ports.builder.produce(build, output, place)) {
      if (event.kind === 'file') return event.text;
      if (event.kind !== 'built') emit({ kind: 'build', app: app.name, event });
    }
  } catch (error) {
    throw explain(error, { app, plugin, settings });
  }
  throw new Error('a builder produced no file');
}

/** Turns a failed step into what is wrong in the user's files, where that can be told. */
export function explain(
  error: unknown,
  {
    app,
    plugin,
    settings,
  }: {
    readonly app: AppModel;
    readonly plugin: PluginModel;
    readonly settings: Pick<DeployerSettings, 'runtime'>;
  },
): unknown {
  const { code, lastLines } = error as { code?: unknown; lastLines?: readonly string[] };
  const isPackage = code === 'PACKAGE_FAILED';
  if ((!isPackage && code !== 'DEPENDENCY_FAILED') || lastLines === undefined) return error;
  const failed = { app, shown: shownFolder(app, plugin), lines: lastLines };
  const diagnostics = isPackage
    ? explainPackages(failed)
    : explainFailure({ ...failed, runtime: settings.runtime });
  const [first] = diagnostics;
  if (first === undefined) return error;
  return new DeployError('UNRESOLVABLE', `${plugin.name}/${app.name}: ${first.message}`, {
    plugin: plugin.name,
    app: app.name,
    diagnostics,
    cause: error,
  });
}
