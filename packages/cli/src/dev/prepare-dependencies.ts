import {
  createLocker,
  type DeployerPorts,
  type DeployerSettings,
  findCurrentLock,
  planDeployment,
} from '@celeriac/deployer';
import type { AppModel, PluginModel } from '@celeriac/plugin';
import type { KeptLocks } from './kept-locks.ts';

/** What is told of dependencies that are being made. */
export type PreparationEvent =
  | { readonly kind: 'preparing' | 'prepared'; readonly app: string }
  | { readonly kind: 'not-prepared'; readonly app: string; readonly error: unknown };

/** What a preparation needs. */
interface PreparationContext {
  readonly ports: DeployerPorts;
  readonly settings: DeployerSettings;
  readonly locks: KeptLocks;
  readonly signal: AbortSignal;
  readonly tell: (event: PreparationEvent) => void;
}

interface Attempt {
  readonly wants: string;
  readonly stop: AbortController;
  /** The lock that it came to; nothing while it is under way or where it failed. */
  lock?: string;
}

/**
 * Makes changed dependencies in the background, and has apps run with those they had until then, so
 * that edits of code go on being felt at once.
 */
export class DependencyPreparation {
  readonly #context: PreparationContext;
  readonly #good = new Map<string, AppModel>();
  readonly #attempts = new Map<string, Attempt>();

  constructor(context: PreparationContext) {
    this.#context = context;
  }

  /** The plugin that can be deployed now; nothing where that has to wait for what is being made. */
  async settle(found: PluginModel): Promise<PluginModel | undefined> {
    const { settings, locks } = this.#context;
    const plugin = await locks.fill(found, settings);
    const apps: AppModel[] = [];
    for (const app of plugin.apps) {
      const settled = this.#settleApp(app, plugin);
      if (settled === undefined) return undefined;
      apps.push(settled);
    }
    return { ...plugin, apps };
  }

  /** Remembers what runs. */
  async succeeded(deployed: PluginModel): Promise<void> {
    const { settings, locks } = this.#context;
    for (const app of (await locks.fill(deployed, settings)).apps) this.#good.set(app.name, app);
  }

  #settleApp(app: AppModel, plugin: PluginModel): AppModel | undefined {
    const { settings } = this.#context;
    const good = this.#good.get(app.name);
    if (good === undefined || app.container.image !== undefined) return app;
    const lock = findCurrentLock(app, plugin, settings);
    const isMade =
      lock !== undefined &&
      (lock.text === good.lock?.text || lock.text === this.#attempts.get(app.name)?.lock);
    if (isMade) return app;
    this.#begin(app, plugin);
    const { dependencies } = good;
    const asBefore: AppModel = {
      ...app,
      dependencies,
      ...(good.lock !== undefined && { lock: good.lock }),
      container: { ...app.container, ...pythonOf(good) },
    };
    // Signatures ask for packages, too: then there is nothing to run the new code with.
    return findCurrentLock(asBefore, plugin, settings) === undefined ? undefined : asBefore;
  }

  #begin(app: AppModel, plugin: PluginModel): void {
    const wants = JSON.stringify([app.dependencies, app.container.python, app.lock?.inputs]);
    const before = this.#attempts.get(app.name);
    if (before?.wants === wants) return;
    before?.stop.abort();
    const attempt: Attempt = { wants, stop: new AbortController() };
    this.#attempts.set(app.name, attempt);
    const { tell } = this.#context;
    tell({ kind: 'preparing', app: app.name });
    this.#make({ ...plugin, apps: [app] }, attempt).then(
      () => tell({ kind: 'prepared', app: app.name }),
      (error: unknown) => {
        if (!attempt.stop.signal.aborted) tell({ kind: 'not-prepared', app: app.name, error });
      },
    );
  }

  async #make(plugin: PluginModel, attempt: Attempt): Promise<void> {
    const { ports, settings, locks } = this.#context;
    const signal = AbortSignal.any([this.#context.signal, attempt.stop.signal]);
    for await (const _ of createLocker(ports, settings).lock(plugin, { signal }));
    const filled = await locks.fill(plugin, settings);
    const [app] = filled.apps;
    const lock = app && findCurrentLock(app, filled, settings);
    if (app === undefined || lock === undefined) throw new Error('a locker made no lock');
    const dialect = await ports.builder.kind();
    const plan = planDeployment(filled, { dialect, settings, locks: new Map([[app.name, lock]]) });
    const [build] = plan.apps.flatMap(({ build }) => build ?? []);
    const environment = settings.buildEnvironment;
    const options = { signal, ...(environment && { environment }) };
    if (build !== undefined) for await (const _ of ports.builder.build(build, options));
    attempt.lock = lock.text;
  }
}

function pythonOf({ container }: AppModel): { readonly python?: string } {
  return container.python === undefined ? {} : { python: container.python };
}
