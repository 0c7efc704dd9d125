import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { LocalError } from '../local-error.ts';

/** What a standby is started with. */
export interface StandbyOptions {
  /** Folder of the virtual environment. */
  readonly environment: string;
  /** Folder that holds `celeriac_worker`. */
  readonly runtime: string;
  /** Of the standby, and so seen by what modules read as they are imported. */
  readonly env: Readonly<Record<string, string>>;
  readonly directory: string;
}

/** A worker that is to be forked. */
export interface Launch {
  readonly id: string;
  /** The generated main. */
  readonly main: string;
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limits: WorkerLimits;
}

/** What a worker with all that it starts is held to, where the system offers that. */
export interface WorkerLimits {
  readonly memoryMiB: number;
  /** Processes and threads. */
  readonly tasks: number;
  /** Processors that it may run on. */
  readonly cpus: number;
}

/** What a standby tells of a worker that it forked. */
export interface LaunchEvents {
  readonly onLine: (stream: 'stdout' | 'stderr', text: string) => void;
  /** A process of it is killed, as all together have more memory than they may; or all of it. */
  readonly onOutOfMemory: (kill: { readonly peakMiB: number; readonly isWhole: boolean }) => void;
  readonly onEnd: (how: { readonly code?: number; readonly signal?: number }) => void;
}

type Message =
  | { readonly kind: 'started'; readonly id: string; readonly pid: number }
  | {
      readonly kind: 'line';
      readonly id: string;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
    }
  | {
      readonly kind: 'out-of-memory';
      readonly id: string;
      readonly peakMiB: number;
      readonly isWhole: boolean;
    }
  | {
      readonly kind: 'ended';
      readonly id: string;
      readonly code?: number;
      readonly signal?: number;
    };

const SIGKILL = 9;
const CLOSE_MS = 5000;
const KEPT_LINES = 40;

/** A Python process that has imported what an app's workers need, and forks them; see `standby.py`. */
export class Standby implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #workers = new Map<string, LaunchEvents>();
  readonly #starts = new Map<string, PromiseWithResolvers<number>>();
  readonly #lastLines: string[] = [];
  readonly #ended: Promise<void>;
  #hasEnded = false;

  constructor({ environment, runtime, env, directory }: StandbyOptions) {
    const program = `import sys; sys.path.insert(0, ${JSON.stringify(runtime)}); from celeriac_worker.standby import main; main()`;
    this.#child = spawn(`${environment}/bin/python`, ['-P', '-u', '-c', program], {
      cwd: directory,
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
      // Not of the terminal's group: a Ctrl-C there is for us, who end it in order.
      detached: true,
    });
    this.#child.stdin?.on('error', () => undefined);
    createInterface({ input: this.#child.stdout! }).on('line', (line) => this.#take(line));
    createInterface({ input: this.#child.stderr! }).on('line', (line) => {
      this.#lastLines.push(line);
      if (this.#lastLines.length > KEPT_LINES) this.#lastLines.shift();
    });
    this.#ended = this.#watch();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Whether it can fork no more. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** How many workers of it run. */
  get workerCount(): number {
    return this.#workers.size;
  }

  /** Imports what the modules in a folder import at their top, and what the types in its table need. */
  preload(directory: string, table: string): void {
    this.#say({ kind: 'preload', directory, table });
  }

  /** Forks a worker; resolves to its process id. */
  async start(launch: Launch, events: LaunchEvents): Promise<number> {
    if (this.#hasEnded) throw this.#failure();
    const started = Promise.withResolvers<number>();
    this.#starts.set(launch.id, started);
    this.#workers.set(launch.id, events);
    this.#say({ kind: 'start', ...launch });
    return await started.promise;
  }

  /** Sends a signal to a worker that it forked; SIGKILL ends all that the worker started, too. */
  signal(id: string, signal: number): void {
    this.#say({ kind: 'signal', id, signal });
  }

  /** Kills its workers and ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const id of this.#workers.keys()) this.signal(id, SIGKILL);
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), CLOSE_MS);
    await this.#ended;
    clearTimeout(timer);
  }

  async #watch(): Promise<void> {
    const error = await Promise.race([
      once(this.#child, 'close').then(() => undefined),
      new Promise<Error>((resolve) => this.#child.once('error', resolve)),
    ]);
    if (error !== undefined) this.#lastLines.push(error.message);
    this.#hasEnded = true;
    for (const started of this.#starts.values()) started.reject(this.#failure());
    this.#starts.clear();
    // It kills what it forked, and where it is killed itself, the kernel does.
    for (const events of this.#workers.values()) events.onEnd({ signal: SIGKILL });
    this.#workers.clear();
  }

  #take(line: string): void {
    const message = JSON.parse(line) as Message;
    const events = this.#workers.get(message.id);
    if (message.kind === 'started') {
      this.#starts.get(message.id)?.resolve(message.pid);
      this.#starts.delete(message.id);
    } else if (message.kind === 'out-of-memory') events?.onOutOfMemory(message);
    else if (message.kind === 'line') events?.onLine(message.stream, message.text);
    else {
      this.#workers.delete(message.id);
      events?.onEnd(message);
    }
  }

  #say(message: object): void {
    if (!this.#hasEnded) this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  #failure(): LocalError {
    return new LocalError('START_FAILED', 'The Python process that starts workers has ended.', {
      lastLines: [...this.#lastLines],
      remedy: 'Its last lines say why.',
    });
  }
}
