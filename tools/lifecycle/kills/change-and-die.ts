import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { LifecycleInstance } from '../open-instance.ts';

const child = join(import.meta.dirname, 'change-child.ts');

/**
 * Runs a change in a process that is killed after so many side effects, or after the first of that
 * name; resolves to the last of them, or `undefined` where it came to its end before. Throws where it failed by itself.
 */
export async function changeAndDie(
  { verb, after }: { readonly verb: string; readonly after: number | string },
  { env, folder }: Pick<LifecycleInstance, 'env' | 'folder'>,
): Promise<string | undefined> {
  const args = ['--conditions=@celeriac/source', '--disable-warning=ExperimentalWarning', child];
  const running = spawn(process.execPath, [...args, verb, folder, String(after)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [effect, words] = ['', ''];
  running.stdout.setEncoding('utf8').on('data', (text: string) => (effect += text));
  running.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>(
    (resolve, reject) => {
      running.on('error', reject);
      running.on('close', (...end) => resolve(end));
    },
  );
  if (signal === 'SIGKILL') return effect === '' ? 'unknown' : effect;
  if (code === 0) return undefined;
  throw new Error(`The change ended with ${code}: ${words}`);
}
