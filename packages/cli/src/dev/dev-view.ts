import type { ControllerEvent, DeployEvent } from '@celeriac/deployer';
import type { ContainerStatus, LogLine } from '@celeriac/deployment';
import { renderDeployEvent } from '../render/render-deploy-event.ts';
import { renderError } from '../render/render-error.ts';
import { showControls } from '../render/show-controls.ts';
import type { Terminal } from '../terminal.ts';
import type { PreparationEvent } from './prepare-dependencies.ts';

/** Counts of one function's calls, for the line at the bottom. */
interface Calls {
  count: number;
  failed: number;
  seconds: number;
}

const CALL = / INFO celeriac_worker\.calls: (\S+) (\S+) ([\d.]+)$/;
/** What the worker says of itself when all is well. */
const OWN_WORDS = / (INFO|WARNING) celeriac_worker: (?!.*(Traceback|lost))/;

/** Says what a `celeriac dev` does, a line for each thing; where a person watches, how it stands at the end. */
export class DevView {
  readonly #terminal: Terminal;
  readonly #calls = new Map<string, Calls>();
  readonly #unmet = new Map<string, string>();
  #standing = '';
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
    this.#standing = plugin;
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
    if (call !== null) return this.#call(call[1] ?? '', call[2] ?? '', Number(call[3]));
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

  /** The line at the bottom, where a person watches. */
  status(): void {
    if (this.#standing === '') return;
    const most = [...this.#calls].sort(([, a], [, b]) => b.count - a.count).slice(0, 4);
    const shown = most.map(([name, { count, failed, seconds }]) => {
      const mean = ((seconds / count) * 1000).toFixed(1);
      return `${name} ${count}×${failed > 0 ? ` (${failed} failed)` : ''} ${mean} ms`;
    });
    this.#terminal.progress([`${this.#standing} is ready, Ctrl-C ends it`, ...shown].join(' · '));
  }

  #call(name: string, outcome: string, seconds: number): void {
    const { say, paint } = this.#terminal;
    const known = this.#calls.get(name) ?? { count: 0, failed: 0, seconds: 0 };
    known.count += 1;
    known.seconds += seconds;
    if (outcome !== 'ok') known.failed += 1;
    this.#calls.set(name, known);
    const mark = outcome === 'ok' ? paint('good', '→') : paint('bad', '→');
    say(
      `${mark} ${name} ${outcome === 'ok' ? '' : `${outcome} `}${(seconds * 1000).toFixed(1)} ms`,
    );
    this.status();
  }
}
