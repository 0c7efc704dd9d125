import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchDemand } from '@celeriac/broker';
import { createController } from '@celeriac/deployer';
import type { ContainerEvent } from '@celeriac/deployment';
import { type Diagnostic, hasErrors } from '@celeriac/diagnostic';
import { type PluginModel, readPlugin } from '@celeriac/plugin';
import { renderDiagnostics } from '../render/render-diagnostics.ts';
import type { Terminal } from '../terminal.ts';
import type { DevView } from './dev-view.ts';
import { findSyntaxErrors } from './find-syntax-errors.ts';
import type { DevSession } from './open-dev-session.ts';
import { DependencyPreparation, type PreparationEvent } from './prepare-dependencies.ts';
import { SyntaxCheckers } from './syntax-checkers.ts';
import { StartPatience } from './start-patience.ts';
import { createSignal, type WakeSignal } from './wake-signal.ts';
import { watchFolders } from './watch-folders.ts';

const STANDING_MS = 300;

/** What a `celeriac dev` runs with. */
export interface DevContext {
  readonly root: string;
  readonly session: DevSession;
  readonly view: DevView;
  readonly terminal: Terminal;
  /** Aborts when it is to end. */
  readonly signal: AbortSignal;
}

/** Deploys a plugin folder, and again whenever it has changed, until an abort. */
export async function runDev(context: DevContext): Promise<void> {
  const { root, session, view, terminal, signal } = context;
  await using checkers = new SyntaxCheckers(session.backend.pythonOf);
  const wake = createSignal();
  const tell = (event: PreparationEvent): void => {
    view.prepared(event);
    if (event.kind === 'not-prepared') void tellFailure(event.error, context);
    if (event.kind === 'prepared') wake.raise();
  };
  const preparation = new DependencyPreparation({ ...session, signal, tell });
  const rounds = new DevRounds(context, { checkers, preparation, wake });
  const watching = (async () => {
    const folders = [{ path: root, flat: true }, { path: join(root, 'python') }];
    for await (const _ of watchFolders(folders, { signal })) wake.raise();
  })();
  const following = Promise.all([
    followLogs(context),
    keepRunning(context),
    ...(terminal.isLive ? [followStanding(context)] : []),
  ]);
  wake.raise();
  while (await wake.wait(signal)) await rounds.next();
  await Promise.all([watching, following]);
}

interface RoundParts {
  readonly checkers: SyntaxCheckers;
  readonly wake: WakeSignal;
  readonly preparation: DependencyPreparation;
}

/** Reads, checks and deploys, once for each change. */
class DevRounds {
  readonly #context: DevContext;
  readonly #with: RoundParts;
  #shown = '';
  #deployed: string | undefined;
  #patience: StartPatience | undefined;

  constructor(context: DevContext, parts: RoundParts) {
    this.#context = context;
    this.#with = parts;
  }

  async next(): Promise<void> {
    const { root, view, signal } = this.#context;
    view.changed();
    this.#patience = undefined;
    try {
      const { value: plugin, diagnostics } = await readPlugin(root, { signal });
      const syntax = plugin ? await findSyntaxErrors(plugin, this.#with.checkers) : [];
      const all = [...diagnostics, ...syntax];
      await this.#show(all);
      if (plugin === undefined || hasErrors(all)) view.kept(this.#deployed !== undefined);
      else await this.#deploy(plugin);
    } catch (error) {
      // What is newer is deployed next.
      if (signal.aborted || this.#isSuperseded()) return;
      await tellFailure(error, this.#context);
      view.kept(this.#deployed !== undefined);
    }
  }

  async #deploy(found: PluginModel): Promise<void> {
    const { session, view, signal } = this.#context;
    const plugin = await this.#with.preparation.settle(found);
    if (plugin === undefined) return;
    const isFirst = this.#deployed === undefined;
    for (const app of plugin.apps) view.unmet(app.name, session.backend.unmetOf(app));
    using patience = new StartPatience({
      isOutdated: () => this.#with.wake.isRaised,
      onSlow: () => view.slow(),
    });
    this.#patience = patience;
    const both = AbortSignal.any([signal, patience.signal]);
    for await (const event of session.deployer.deploy(plugin, { signal: both })) {
      view.deploying(event, isFirst);
      if (event.kind === 'starting') patience.started();
      if (event.kind === 'ready') patience.ready();
      if (event.kind === 'deployed' && isFirst)
        view.standing(plugin.name, plugin.apps.length, event.functions);
    }
    view.status();
    await this.#with.preparation.succeeded(plugin);
    await this.#dropRenamed(plugin.name);
    await session.ports.builder.remove({ plugin: plugin.name });
  }

  #isSuperseded(): boolean {
    return this.#patience?.signal.aborted === true;
  }

  /** A plugin that has another name now is another plugin. */
  async #dropRenamed(name: string): Promise<void> {
    const before = this.#deployed;
    this.#deployed = name;
    if (before === undefined || before === name) return;
    const { deployer } = this.#context.session;
    for await (const _ of deployer.down(before, { purge: true }));
  }

  /** Warnings that stand are shown once, errors each time. */
  async #show(diagnostics: readonly Diagnostic[]): Promise<void> {
    const text = JSON.stringify(diagnostics);
    if (text === this.#shown && !hasErrors(diagnostics)) return;
    this.#shown = text;
    await renderDiagnostics(diagnostics, this.#context.root, this.#context.terminal);
  }
}

/** What is wrong in the user's files is shown there, anything else in words. */
async function tellFailure(
  error: unknown,
  { root, view, terminal, signal }: DevContext,
): Promise<void> {
  const { diagnostics } = error as { readonly diagnostics?: readonly Diagnostic[] };
  if (diagnostics !== undefined && diagnostics.length > 0)
    await renderDiagnostics(diagnostics, root, terminal);
  else view.failed(error, signal);
}

/** Shows what workers write, from each one's beginning to its end. */
async function followLogs({ session, view, signal }: DevContext): Promise<void> {
  const { spawner, desired } = session.ports;
  const owner = { instance: desired.instance };
  const follow = async (event: ContainerEvent & { kind: 'started' }): Promise<void> => {
    const { id } = event.container;
    const status = (await spawner.list(owner)).find((worker) => worker.id === id);
    if (status === undefined) return;
    for await (const line of spawner.logs(id, { follow: true, signal })) view.line(status, line);
  };
  for await (const event of spawner.events(owner, { signal }))
    if (event.kind === 'started') follow(event).catch(() => undefined);
}

/** Starts again what ended by itself. */
async function keepRunning({ session, view, signal }: DevContext): Promise<void> {
  const { ports, services, state } = session;
  const { instance } = state;
  await using demand = await watchDemand({ url: services.brokerUrl, instance, signal });
  const controller = createController({ ports, demand });
  for await (const event of controller.run({ signal })) view.controlled(event);
}

/** Looks how apps stand, a few times a second, for who watches. */
async function followStanding({ session, view, signal }: DevContext): Promise<void> {
  while (!signal.aborted) {
    const found = await session.deployer.status({ signal }).catch(() => []);
    view.apps(
      found.map(({ app, state, functions, queue }) => ({
        ...{ app, state, functions: functions.length },
        running: queue?.running ?? 0,
        waiting: queue?.waiting ?? 0,
      })),
    );
    await sleep(STANDING_MS, undefined, { signal }).catch(() => undefined);
  }
}
