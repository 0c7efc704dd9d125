import { runProgram } from '../steps/run-program.ts';
import type { StepLog } from '../steps/step-log.ts';

export const celeriac = [process.execPath, 'packages/cli/bin/celeriac.js'] as const;
const limitMs = 10 * 60_000;

/** A step of the demo did not come out as it should. */
export class DemoFailed extends Error {}

/** What a demo runs with. */
export interface DemoOptions {
  readonly log: StepLog;
  /** Environment variables that tell the command where the services and the state directory are. */
  readonly settings: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** What a step is held to. */
interface Expectation {
  /** Standard output, but for white space around it. */
  readonly prints?: string;
  /** The step is to fail. */
  readonly fails?: true;
  /** Runs after an interrupt too. */
  readonly always?: true;
  readonly note?: string;
}

/** The steps of a demo, each shown as a person would type it, with its time. */
export class DemoSteps {
  readonly #options: DemoOptions;

  constructor(options: DemoOptions) {
    this.#options = options;
  }

  /** Types a command of the CLI. */
  type(args: readonly string[], expected: Expectation = {}): Promise<void> {
    const words = args.map((word) => (/^[\w./:=-]+$/.test(word) ? word : `'${word}'`));
    return this.#step(`celeriac ${words.join(' ')}`, [...celeriac, ...args], expected);
  }

  /** Runs a program that uses the packages. */
  run(file: string, expected: Expectation = {}): Promise<void> {
    return this.#step(`node ${file}`, [process.execPath, file], expected);
  }

  /** The calls that any way to run the plugin has to answer. */
  async call(): Promise<void> {
    await this.type(['call', 'Demo:add', 'x=1', 'y=2'], { prints: '3' });
    await this.type(['call', 'Demo:summarize', 'values=[1, 2, 4, 8]', '--json']);
    const greeting = { prints: 'Guten Tag, Ada!' };
    await this.type(['call', 'Demo:greet', 'name=Ada', 'language=de'], greeting);
    await this.type(['call', 'Demo:withdraw', 'balance=1', 'amount=2'], { fails: true });
    await this.run('packages/functions/examples/call.ts', { prints: '3' });
    await this.type(['ps']);
  }

  async #step(
    title: string,
    command: readonly [string, ...string[]],
    { prints, fails, always, note }: Expectation,
  ): Promise<void> {
    const { log, settings, signal } = this.#options;
    if (signal.aborted && always !== true) throw new DemoFailed('Interrupted.');
    const name = note === undefined ? title : `${title}  (${note})`;
    const { exitCode, stdout } = await log.step(name, async () => {
      const bounds = { timeoutMs: limitMs, ...(always === undefined && { signal }) };
      const result = await runProgram(command, { ...bounds, env: settings, output: 'capture' });
      process.stdout.write(result.stdout);
      return result;
    });
    if ((exitCode !== 0) !== (fails === true))
      throw new DemoFailed(`${title} ended with ${exitCode}.`);
    if (prints !== undefined && stdout.trim() !== prints) {
      throw new DemoFailed(`${title} printed ${JSON.stringify(stdout)} instead of ${prints}.`);
    }
  }
}
