import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../bin/celeriac.js', import.meta.url));

/** A `celeriac logs -f` that was started; disposing kills it. */
export interface FollowedLogs extends Disposable {
  /** What it has written so far. */
  text(): string;
  /** Ends it as Ctrl-C does; resolves to its exit code. */
  interrupt(): Promise<number | null>;
}

/** Starts `celeriac logs -f`. */
export function followLogs(env: NodeJS.ProcessEnv): FollowedLogs {
  const child = spawn(process.execPath, [COMMAND, 'logs', '-f'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    text: () => text,
    interrupt() {
      child.kill('SIGINT');
      return ended;
    },
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}
