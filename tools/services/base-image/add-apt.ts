import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemEnvironment } from '../host/as-root.ts';
import { runCommand } from '../host/run-command.ts';

const directories = [
  ...['info', 'updates', 'triggers', 'alternatives', 'parts'].map((name) => `var/lib/dpkg/${name}`),
  ...['var/lib/apt/lists/partial', 'var/cache/apt/archives/partial', 'var/log/apt'],
];

/** Lets an unpacked root install packages: dpkg is told what is there, and apt where more comes from. */
export async function addApt(
  root: string,
  { archives, source }: { readonly archives: readonly string[]; readonly source: string },
): Promise<void> {
  for (const directory of directories) mkdirSync(join(root, directory), { recursive: true });
  const entries: string[] = [];
  for (const archive of archives) {
    const command = ['dpkg-deb', '--field', archive];
    const { stdout } = await runCommand(command, { env: systemEnvironment() });
    entries.push(stdout.trimEnd().replace(/^(Package: .*)$/m, '$1\nStatus: install ok installed'));
  }
  writeFileSync(join(root, 'var/lib/dpkg/status'), `${entries.join('\n\n')}\n`);
  writeFileSync(join(root, 'var/lib/dpkg/available'), '');
  rmSync(join(root, 'etc/apt/sources.list.d'), { recursive: true, force: true });
  mkdirSync(join(root, 'etc/apt/sources.list.d'), { recursive: true });
  writeFileSync(join(root, 'etc/apt/sources.list'), source);
}
