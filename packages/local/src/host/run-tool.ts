import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How a tool is run. */
export interface ToolOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  /** Is given each line as it is written. */
  readonly onLine?: (line: string) => void;
}

/** How a tool ended. */
export interface ToolResult {
  /** Its exit code; 127 where it cannot be run, 124 where its time was over. */
  readonly exitCode: number;
  /** What it wrote last, oldest first, standard output and errors together. */
  readonly lastLines: readonly string[];
}

const KEPT_LINES = 40;

/**
 * Runs a tool to its end, within a bound. Rejects with the signal's reason on abort, once the tool
 * and all that it started are ended; what the tool does is in the result.
 */
export async function runTool(
  [file, ...args]: readonly [string, ...string[]],
  options: ToolOptions,
): Promise<ToolResult> {
  const { signal, timeoutMs } = options;
  signal?.throwIfAborted();
  const child = spawn(file, args, {
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that all it started can be ended with it.
    detached: true,
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
  const lastLines: string[] = [];
  const take = (line: string): void => {
    if (line.trim() === '') return;
    lastLines.push(line.trimEnd());
    if (lastLines.length > KEPT_LINES) lastLines.shift();
    options.onLine?.(line.trimEnd());
  };
  for (const output of [child.stdout, child.stderr])
    createInterface({ input: output }).on('line', take);
  let isLate = false;
  const kill = (): void => killGroup(child.pid);
  const timer = setTimeout(() => {
    isLate = true;
    kill();
  }, timeoutMs);
  signal?.addEventListener('abort', kill, { once: true });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    signal?.throwIfAborted();
    return { exitCode: isLate ? 124 : (code ?? 1), lastLines };
  } catch (error) {
    signal?.throwIfAborted();
    return { exitCode: 127, lastLines: [(error as Error).message] };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
