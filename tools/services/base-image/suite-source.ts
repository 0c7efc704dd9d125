import { existsSync } from 'node:fs';
import { systemEnvironment } from '../host/as-root.ts';
import { runCommand } from '../host/run-command.ts';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Finds the Debian mirror among the lines `<site> <origin> <release>` of the host's package indexes. */
export function findMirror(targets: string): string | undefined {
  const lines = targets.split('\n').map((line) => line.split(' '));
  return lines.find(([, origin, release]) => origin === 'Debian' && !release?.includes('/'))?.[0];
}

/** Renders the source of another Debian suite, from the mirror the host itself uses, with Debian's own keys. */
export async function renderSuiteSource(suite: string): Promise<string> {
  if (!/^[a-z]+$/.test(suite)) throw new Error(`not the name of a Debian suite: ${suite}`);
  if (!existsSync(keyring)) throw new Error(`no Debian keys on this host: ${keyring}`);
  const format = '$(SITE) $(ORIGIN) $(RELEASE)';
  const { stdout } = await runCommand(['apt-get', 'indextargets', '--format', format], {
    env: systemEnvironment(),
  });
  const mirror = findMirror(stdout) ?? 'http://deb.debian.org/debian/';
  return `deb [signed-by=${keyring}] ${mirror} ${suite} main\n`;
}
