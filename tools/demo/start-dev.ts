import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { workspaceRoot } from '../steps/run-program.ts';
import { celeriac, DemoFailed } from './demo-steps.ts';

/** A `celeriac dev` beside the steps of a demo; disposing ends it. */
export interface DemoDev extends AsyncDisposable {
  /** Waits until it says something from now on. */
  says(pattern: RegExp): Promise<void>;
  /** Ends it as Ctrl-C does; resolves to its exit code. */
  interrupt(): Promise<number | null>;
}

const limitMs = 10 * 60_000;

/** Starts it; what it says is shown. */
export function startDev(
  plugin: string,
  options: { readonly settings: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): DemoDev {
  const [program, ...args] = celeriac;
  const child = spawn(program, [...args, 'dev', plugin], {
    cwd: workspaceRoot,
    env: { ...process.env, ...options.settings },
    stdio: ['ignore', 'inherit', 'pipe'],
    // Ctrl-C here is for this process, which then ends that one in order.
    detached: true,
  });
  const waiting = new Map<RegExp, () => void>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    process.stderr.write(`         ${line}\n`);
    for (const [pattern, found] of waiting) if (pattern.test(line)) found();
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const interrupt = async (): Promise<number | null> => {
    child.kill('SIGINT');
    return await ended;
  };
  return {
    async says(pattern) {
      const found = new Promise<void>((resolve) => waiting.set(pattern, resolve));
      const signal = AbortSignal.any([options.signal, AbortSignal.timeout(limitMs)]);
      const failure = await Promise.race([
        found.then(() => undefined),
        ended.then((code) => `celeriac dev ended with ${code}.`),
        once(signal, 'abort').then(() => 'Interrupted.'),
      ]);
      waiting.delete(pattern);
      if (failure !== undefined) throw new DemoFailed(failure);
    },
    interrupt,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) await interrupt();
    },
  };
}
