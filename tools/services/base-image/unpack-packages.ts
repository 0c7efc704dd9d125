import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { systemEnvironment } from '../host/as-root.ts';
import { runCommand } from '../host/run-command.ts';

// Documentation, translations and Debian's own helpers: nothing that a program in a container reads.
const leftOut = [
  './usr/share/doc/*',
  './usr/share/man/*',
  './usr/share/info/*',
  './usr/share/locale/*',
  './usr/share/lintian/*',
  './usr/share/doc-base/*',
  './usr/share/bash-completion/*',
  './usr/share/applications/*',
  './usr/share/pixmaps/*',
  './usr/share/perl5/*',
  './usr/share/python3/runtime.d/*',
  './usr/share/zoneinfo/right/*',
  './usr/share/zoneinfo/posix/*',
];

/** Unpacks packages into a fresh directory with a merged /usr, running none of their scripts. */
export async function unpackPackages(root: string, archives: readonly string[]): Promise<void> {
  rmSync(root, { recursive: true, force: true });
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    mkdirSync(join(root, 'usr', name), { recursive: true });
    symlinkSync(`usr/${name}`, join(root, name));
  }
  // `dpkg-deb -x` would replace the links above by directories; tar itself can be told to keep them.
  const unpack = 'archive=$1; shift; dpkg-deb --fsys-tarfile "$archive" | tar -x -f - -p "$@"';
  const tarOptions = ['-C', root, '--keep-directory-symlink', '--no-same-owner'].concat(
    leftOut.map((pattern) => `--exclude=${pattern}`),
  );
  const queue = [...archives];
  const unpackNext = async (): Promise<void> => {
    for (let archive = queue.shift(); archive !== undefined; archive = queue.shift()) {
      const command = ['sh', '-c', unpack, 'unpack', archive, ...tarOptions];
      await runCommand(command, { env: systemEnvironment() });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, unpackNext));
}
