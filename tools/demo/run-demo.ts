import { buildPackages } from '../steps/build-packages.ts';
import { runProgram } from '../steps/run-program.ts';
import type { StepLog } from '../steps/step-log.ts';

const plugin = 'packages/cli/examples/demo';
const celeriac = [process.execPath, 'packages/cli/bin/celeriac.js'] as const;
const limitMs = 10 * 60_000;

/** A step of the demo did not come out as it should. */
export class DemoFailed extends Error {}

/** What a demo runs with. */
export interface DemoOptions {
  readonly log: StepLog;
  /** Environment variables that tell the command where the services and the state directory are. */
  readonly settings: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Leave the plugin deployed. */
  readonly keep: boolean;
}

/** The main job as a person would do it: build, check, deploy, call from the shell and from JavaScript, take down. */
export async function runDemo(options: DemoOptions): Promise<void> {
  await buildPackages(options.log, options.signal);
  const demo = new Demo(options);
  await demo.type(['check', plugin]);
  try {
    await demo.type(['deploy', plugin]);
    await demo.type(['call', 'Demo:add', 'x=1', 'y=2'], { prints: '3' });
    await demo.type(['call', 'Demo:summarize', 'values=[1, 2, 4, 8]', '--json']);
    await demo.type(['call', 'Demo:greet', 'name=Ada', 'language=de'], {
      prints: 'Guten Tag, Ada!',
    });
    await demo.type(['call', 'Demo:withdraw', 'balance=1', 'amount=2'], { fails: true });
    await demo.run('packages/functions/examples/call.ts', { prints: '3' });
    await demo.type(['ps']);
    await demo.type(['deploy', plugin], { note: 'again, with nothing changed' });
  } finally {
    if (!options.keep) await demo.type(['down', 'Demo', '--purge'], { always: true });
  }
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

class Demo {
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
