import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { asRoot, systemEnvironment } from './as-root.ts';
import { runCommand } from './run-command.ts';

const listsDirectory = '/var/lib/apt/lists';
const oneDayMs = 86_400_000;

/**
 * Installs packages while a `policy-rc.d` of ours keeps maintainer scripts from starting services. The guard removes
 * itself, and permits everything once the shell that placed it is gone. One that was there before is left alone.
 */
const guardedInstall = `
set -e
guard=/usr/sbin/policy-rc.d
if [ "$GUARD" = yes ] && [ ! -e "$guard" ]; then
  trap 'rm -f "$guard"' EXIT
  trap 'exit 1' HUP INT TERM
  printf '#!/bin/sh\\nkill -0 %s 2>/dev/null && exit 101\\nexit 0\\n' "$$" > "$guard"
  chmod 755 "$guard"
fi
apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
`;

/** The command line a person would type to install the packages. */
export function renderAptCommand(packages: readonly string[]): string {
  return asRoot(['apt-get', 'install', '-y', '--no-install-recommends', ...packages]).join(' ');
}

/** Whether the package lists are missing or were last written more than a day ago. */
function arePackageListsOld(directory = listsDirectory): boolean {
  if (!existsSync(directory)) return true;
  const lists = readdirSync(directory).filter((name) => /_(Packages|InRelease|Release)/.test(name));
  if (!lists.some((name) => name.includes('_Packages'))) return true;
  const newest = Math.max(...lists.map((name) => statSync(join(directory, name)).mtimeMs));
  return Date.now() - newest > oneDayMs;
}

/** Installs Debian packages, refreshing the lists when they are old or when the install fails with them. */
export async function installPackages(
  packages: readonly string[],
  options: { readonly startServices: boolean; readonly log: (line: string) => void },
): Promise<void> {
  const guard = options.startServices ? 'no' : 'yes';
  const variables = ['DEBIAN_FRONTEND=noninteractive', 'LC_ALL=C', `GUARD=${guard}`];
  const install = async (): Promise<void> => {
    options.log(`installing ${packages.join(', ')}`);
    const shell = ['sh', '-c', guardedInstall, 'install', ...packages];
    await runCommand(asRoot(['env', ...variables, ...shell]), { env: systemEnvironment() });
  };
  const refresh = async (): Promise<void> => {
    options.log('refreshing the package lists');
    const update = ['apt-get', '-o', 'DPkg::Lock::Timeout=300', 'update', '-q'];
    await runCommand(asRoot(['env', ...variables, ...update]), { env: systemEnvironment() });
  };
  if (arePackageListsOld()) {
    await refresh();
    return install();
  }
  try {
    await install();
  } catch {
    // Lists of yesterday may name package versions that the mirror has replaced since.
    await refresh();
    await install();
  }
}
