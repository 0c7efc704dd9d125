import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const command = join(import.meta.dirname, '../../../packages/cli/bin/celeriac.js');

/** A `celeriac serve` of one's own; disposing stops it. */
export interface ServeProcess extends AsyncDisposable {
  /** The last that it said, to be shown where something is wrong. */
  said(): string;
}

const SHOWN_CHARACTERS = 4000;

/** Starts the built command, and waits until it keeps the instance. */
export async function startServe(env: Readonly<Record<string, string>>): Promise<ServeProcess> {
  const running = spawn(process.execPath, [command, 'serve'], {
    env: { ...process.env, ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  const keeps = new Promise<void>((resolve, reject) => {
    running.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-SHOWN_CHARACTERS);
      if (said.includes('keeping')) resolve();
    });
    running.on('exit', (code) => reject(new Error(`celeriac serve ended with ${code}: ${said}`)));
  });
  await keeps;
  return {
    said: () => said,
    async [Symbol.asyncDispose]() {
      if (running.exitCode !== null || running.signalCode !== null) return;
      running.kill('SIGTERM');
      await once(running, 'exit');
    },
  };
}
