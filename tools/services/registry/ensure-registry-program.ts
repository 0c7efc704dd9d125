import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PrivateApt } from '../base-image/private-apt.ts';
import { systemEnvironment } from '../host/as-root.ts';
import { runCommand } from '../host/run-command.ts';
import { layoutServicesDirectory } from '../services-directory.ts';

const name = 'docker-registry';

/**
 * Unpacks Debian's registry server below the cache, or finds it there; resolves to its program.
 * Installs nothing and needs no root.
 */
export async function ensureRegistryProgram(log: (line: string) => void): Promise<string> {
  const home = join(layoutServicesDirectory().cache, 'registry');
  const program = join(home, name);
  if (existsSync(program)) return program;
  log('registry: fetching that of Debian');
  // Of its own, as several may do this at once.
  const work = join(home, `work-${process.pid}`);
  mkdirSync(work, { recursive: true });
  try {
    const archive = await new PrivateApt(join(work, 'apt')).downloadAlone(name);
    const unpack = ['dpkg-deb', '--extract', archive, work];
    await runCommand(unpack, { env: systemEnvironment() });
    renameSync(join(work, 'usr/bin', name), program);
    return program;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
