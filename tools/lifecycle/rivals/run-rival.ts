import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { LifecycleInstance } from '../open-instance.ts';

const child = join(import.meta.dirname, 'rival-child.ts');

/** How the deploy of one process ended; `told` of another that was at work. */
export type RivalEnd =
  { readonly kind: 'deployed' | 'told' } | { readonly kind: 'failed'; readonly words: string };

/** Exit code of a deployer that was told of another. */
export const EXIT_TOLD = 4;

/** Deploys in a process of its own. */
export async function runRival({
  env,
  folder,
}: Pick<LifecycleInstance, 'env' | 'folder'>): Promise<RivalEnd> {
  const args = ['--conditions=@celeriac/source', '--disable-warning=ExperimentalWarning', child];
  const running = spawn(process.execPath, [...args, folder], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  running.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    running.on('error', reject);
    running.on('close', resolve);
  });
  if (code === 0) return { kind: 'deployed' };
  return code === EXIT_TOLD ? { kind: 'told' } : { kind: 'failed', words };
}
