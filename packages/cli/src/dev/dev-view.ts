import type { ControllerEvent, DeployEvent } from '@celeriac/deployer';
import type { ContainerStatus, LogLine } from '@celeriac/deployment';
import { renderDeployEvent } from '../render/render-deploy-event.ts';
import { renderError } from '../render/render-error.ts';
import { showControls } from '../render/show-controls.ts';
import type { Terminal } from '../terminal.ts';
import { CallTimes } from './call-times.ts';
import type { PreparationEvent } from './prepare-dependencies.ts';
import { type AppStanding, renderDevStatus } from './render-dev-status.ts';

const CALL = / INFO celeriac_worker\.calls: (\S+) (\S+) ([\d.]+)$/;
/** What the worker says of itself when all is well. */
const OWN_WORDS = / (INFO|WARNING) celeriac_worker: (?!.*(Traceback|lost))/;

/** Says what a `celeriac dev` does, a line for each thing; where a person watches, how it stands at the end. */
export class DevView {
  readonly #terminal: Terminal;
  readonly #calls = new CallTimes();
  readonly #unmet = new Map<string, string>();
  #plugin = '';
  #apps: readonly AppStanding[] = [];
  #began = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** A change was noticed, from which time is counted. */
  changed(): void {
    this.#began = performance.now();
  }

  /** Something happened in a deploy; steps are shown of the first one, and its outcome of each. */
  deploying(event: DeployEvent, isFirst: boolean): void {
    const { say, paint } = this.#terminal;
    if (event.kind === 'planned' && event.action === 'replace' && !isFirst) {
      const reasons = event.reasons.map((reason) =>
        reason === 'image changed' ? 'code changed' : reason,
      );
      say(`${paint('strong', event.app)} ${reasons.join(', ')}`);
    } else if (event.kind === 'compared') renderDeployEvent(event, this.#terminal);
    else if (event.kind === 'ready' && !isFirst) {
      const seconds = ((performance.now() - this.#began) / 1000).toFixed(2);
      say(`${paint('good', '✓')} ${event.app} answers with the new code, after ${seconds} s`);
    } else if (isFirst && event.kind !== 'image-exists' && event.kind !== 'switched')
      renderDeployEvent(event, this.#terminal);
  }

  /** A worker with the new code does not come to its first call. */
  slow(): void {
    const { say, paint } = this.#terminal;
    say(
      `${paint('warning', '!')} the new code is not ready yet: does a module wait for something as it is imported? Save it again to begin anew`,
    );
  }

  /** All that there is to call. */
  standing(plugin: string, apps: number, functions: readonly string[]): void {
    const { say, paint } = this.#terminal;
    const apart = functions.join(', ');
    say(`${paint('strong', plugin)} ${apps} app${apps === 1 ? '' : 's'}, functions: ${apart}`);
    this.#plugin = plugin;
    this.status();
  }

  /** What an app is not given here, once. */
  unmet(app: string, what: readonly string[]): void {
    const text = what.join('; ');
    if (this.#unmet.get(app) === text || (text === '' && !this.#unmet.has(app))) return;
    this.#unmet.set(app, text);
    const { say, paint } = this.#terminal;
    if (text !== '') say(`${paint('warning', '!')} ${paint('strong', app)} ${text}: use --docker`);
  }

  /** The version before goes on serving. */
  kept(isServing: boolean): void {
    const { say, paint } = this.#terminal;
    const what = isServing ? 'the version before goes on serving' : 'waiting for a change';
    say(`${paint('bad', '✗')} ${what}`);
  }

  failed(error: unknown, signal: AbortSignal): void {
    renderError(error, { terminal: this.#terminal, signal });
  }

  prepared(event: PreparationEvent): void {
    const { say, paint } = this.#terminal;
    const app = paint('strong', event.app);
    if (event.kind === 'preparing')
      say(`${app} dependencies changed: made in the background, it runs with those before`);
    if (event.kind === 'prepared') say(`${paint('good', '✓')} ${app} dependencies are there`);
  }

  /** A line of a worker: a call that ended, or what a function wrote. */
  line({ owner }: ContainerStatus, { text }: LogLine): void {
    const { say, paint } = this.#terminal;
    const call = CALL.exec(text);
    if (call !== null)
      return this.#call(owner.app, call[1] ?? '', {
        outcome: call[2] ?? '',
        seconds: Number(call[3]),
      });
    if (!OWN_WORDS.test(text)) say(`${paint('dim', `${owner.app} │`)} ${showControls(text)}`);
    this.status();
  }

  controlled(event: ControllerEvent): void {
    const { say, paint } = this.#terminal;
    if (event.kind === 'starting')
      say(`${paint('warning', '!')} ${event.container} is started: ${event.reason}`);
    if (event.kind === 'start-failed')
      say(`${paint('bad', '✗')} ${event.container} could not be started: ${event.error.message}`);
  }

  /** How the apps stand by now. */
  apps(apps: readonly AppStanding[]): void {
    this.#apps = apps;
  }

  /** Shows the lines at the bottom, where a person watches; what else was shown there has ended. */
  status(): void {
    if (this.#plugin === '') return;
    this.#terminal.live((size) =>
      renderDevStatus({ plugin: this.#plugin, apps: this.#apps, calls: this.#calls.list() }, size),
    );
  }

  #call(
    app: string,
    name: string,
    { outcome, seconds }: { readonly outcome: string; readonly seconds: number },
  ): void {
    const { say, paint, isLive } = this.#terminal;
    const ok = outcome === 'ok';
    const ms = seconds * 1000;
    this.#calls.add({ app, name, ms, ok });
    // Where a person watches, the lines at the bottom tell of those that went well.
    if (!isLive || !ok)
      say(
        `${paint(ok ? 'good' : 'bad', '→')} ${name} ${ok ? '' : `${outcome} `}${ms.toFixed(1)} ms`,
      );
    this.status();
  }
}
