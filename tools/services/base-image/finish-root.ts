import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Does by hand what the packages' scripts would have done: accounts, certificates, alternatives, defaults. */
export function finishRoot(root: string, pythonCommand: string): void {
  const at = (path: string): string => join(root, path);
  writeAccounts(at);
  writeFileSync(at('etc/ssl/certs/ca-certificates.crt'), joinCertificates(at));
  const links: readonly (readonly [string, string])[] = [
    ['usr/bin/awk', 'mawk'],
    ['usr/bin/python3', pythonCommand],
    ['usr/bin/python', 'python3'],
    ['usr/bin/which', 'which.debianutils'],
    ['usr/lib/ssl/cert.pem', '/etc/ssl/certs/ca-certificates.crt'],
    ['etc/localtime', '/usr/share/zoneinfo/Etc/UTC'],
    ['usr/bin/sh', 'dash'],
    ['var/run', '/run'],
  ];
  for (const [path, target] of links) {
    if (!linkExists(at(path))) symlinkSync(target, at(path));
  }
  copyFileSync(at('usr/share/libc-bin/nsswitch.conf'), at('etc/nsswitch.conf'));
  for (const file of ['profile', 'motd']) {
    const source = at(`usr/share/base-files/${file}`);
    if (existsSync(source)) copyFileSync(source, at(`etc/${file}`));
  }
  for (const directory of ['tmp', 'var/tmp', 'root', 'run', 'proc', 'sys', 'dev']) {
    mkdirSync(at(directory), { recursive: true });
  }
  for (const directory of ['tmp', 'var/tmp']) chmodSync(at(directory), 0o1777);
  chmodSync(at('root'), 0o700);
  dropSetUid(root);
}

function writeAccounts(at: (path: string) => string): void {
  const master = (name: string): string =>
    readFileSync(at(`usr/share/base-passwd/${name}.master`), 'utf8').replaceAll(':*:', ':x:');
  const user = 'celeriac:x:65532:65532:celeriac:/tmp:/usr/sbin/nologin\n';
  writeFileSync(at('etc/passwd'), master('passwd') + user);
  writeFileSync(at('etc/group'), `${master('group')}celeriac:x:65532:\n`);
}

function joinCertificates(at: (path: string) => string): string {
  const directory = at('usr/share/ca-certificates/mozilla');
  mkdirSync(at('etc/ssl/certs'), { recursive: true });
  const files = readdirSync(directory)
    .filter((name) => name.endsWith('.crt'))
    .sort();
  return files.map((name) => `${readFileSync(join(directory, name), 'utf8').trim()}\n`).join('');
}

function linkExists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Takes set-user-id bits away: containers run without new privileges, and nothing in the image needs them. */
function dropSetUid(root: string): void {
  for (const directory of ['usr/bin', 'usr/sbin']) {
    for (const name of readdirSync(join(root, directory))) {
      const path = join(root, directory, name);
      const found = lstatSync(path);
      if (found.isFile() && found.mode & 0o6000) chmodSync(path, found.mode & 0o777);
    }
  }
}

/** Removes what is of use only while packages are managed, once the root is finished. */
export function trimRoot(root: string): void {
  for (const path of ['usr/share/ca-certificates', 'var/cache', 'var/lib/dpkg', 'var/log']) {
    rmSync(join(root, path), { recursive: true, force: true });
  }
}
