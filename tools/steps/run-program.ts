import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** The repository's top directory, where programs run unless told otherwise. */
export const workspaceRoot = resolve(import.meta.dirname, '../..');

/** How a program is run. */
export interface ProgramOptions {
  /** After this long the program and all it started are ended. */
  readonly timeoutMs: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** `capture`: standard output is returned and not shown. Default: shown. */
  readonly output?: 'show' | 'capture';
}

/** How a program ended. */
export interface ProgramResult {
  /** Its exit code, or 124 when it was ended for being too slow, or 130 when it was aborted. */
  readonly exitCode: number;
  /** Its standard output, when captured. */
  readonly stdout: string;
  readonly seconds: number;
}

const graceMs = 5_000;

/** Runs a program to its end, within bounds; never throws for what the program does. */
export async function runProgram(
  [file, ...args]: readonly [string, ...string[]],
  options: ProgramOptions,
): Promise<ProgramResult> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1_000;
  const capture = options.output === 'capture';
  const child = spawn(file, args, {
    cwd: workspaceRoot,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', capture ? 'pipe' : 'inherit', 'inherit'],
    // A group of its own, so that all it started can be ended with it.
    detached: true,
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  let forced: number | undefined;
  const end = (exitCode: number): void => {
    forced ??= exitCode;
    endGroup(child.pid, 'SIGTERM');
    setTimeout(() => endGroup(child.pid, 'SIGKILL'), graceMs).unref();
  };
  const timer = setTimeout(() => end(124), options.timeoutMs);
  const abort = (): void => end(130);
  options.signal?.addEventListener('abort', abort, { once: true });
  if (options.signal?.aborted) abort();
  try {
    const exitCode = await new Promise<number>((done, failed) => {
      child.once('error', failed);
      child.once('close', (code) => done(code ?? 1));
    });
    const stdout = Buffer.concat(chunks).toString();
    return { exitCode: forced ?? exitCode, stdout, seconds: seconds() };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', abort);
  }
}

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}
