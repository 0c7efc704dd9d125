import { spawn } from 'node:child_process';
import { join } from 'node:path';

const child = join(import.meta.dirname, 'rival-child.ts');

/** How the deploy of one process ended. */
export type RivalEnd =
  /** `waited`: it was told for whom it waits. */
  | { readonly kind: 'deployed'; readonly waited: boolean }
  /** Another was at work for all of its time; these are the words that it was told. */
  | {
      readonly kind: 'told';
      readonly waited: boolean;
      readonly message: string;
      readonly remedy: string;
    }
  | { readonly kind: 'failed'; readonly words: string };

/** Deploys a folder in a process of its own, which waits so long for others at most. */
export async function runRival({
  env,
  folder,
  waitMs,
}: {
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly waitMs: number;
}): Promise<RivalEnd> {
  const args = ['--conditions=@celeriac/source', '--disable-warning=ExperimentalWarning', child];
  const running = spawn(process.execPath, [...args, folder, String(waitMs)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [end, words] = ['', ''];
  running.stdout.setEncoding('utf8').on('data', (text: string) => (end += text));
  running.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    running.on('error', reject);
    running.on('close', resolve);
  });
  if (code !== 0) return { kind: 'failed', words: `ended with ${code}: ${words}` };
  return JSON.parse(end) as RivalEnd;
}
