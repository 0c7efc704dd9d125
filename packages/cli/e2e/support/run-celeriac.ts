import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../bin/celeriac.js', import.meta.url));

/** What a run of the command came to. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/** Runs the built command as a person would, in a process of its own. */
export function runCeleriac(
  args: readonly string[],
  options: {
    env: NodeJS.ProcessEnv;
    cwd?: string;
    signal?: AbortSignal;
    killSignal?: NodeJS.Signals;
  },
): Promise<Finished> {
  const began = performance.now();
  const child = spawn(process.execPath, [COMMAND, ...args], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    // An abort is a way to end it, and what it came to is told as well.
    child.on('error', (error) => error.name !== 'AbortError' && reject(error));
    child.on('close', (code) =>
      resolve({ code, stdout, stderr, durationMs: performance.now() - began }),
    );
  });
}
