import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isAlive, makeFolder } from '@celeriac/state';

/**
 * Makes a folder whole or not at all: `fill` is given one beside it that takes its place at the end.
 *
 * Nothing is done where it is there; of two processes that make the same, the first wins. What one
 * left that was killed is removed by the next.
 */
export async function publishFolder(
  target: string,
  fill: (making: string) => Promise<void>,
): Promise<void> {
  if (existsSync(target)) return;
  const above = dirname(target);
  await makeFolder(above);
  await removeAbandoned(above);
  const making = await mkdtemp(join(above, `.making-${process.pid}-`));
  try {
    await fill(making);
    await rename(making, target).catch((error: unknown) => {
      if (!existsSync(target)) throw error;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /^\.making-(\d+)-/.exec(basename(name))?.[1];
    if (pid === undefined || isAlive({ pid: Number(pid) })) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}
