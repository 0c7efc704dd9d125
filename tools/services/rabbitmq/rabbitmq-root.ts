import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PrivateApt } from '../base-image/private-apt.ts';
import { unpackPackages } from '../base-image/unpack-packages.ts';

/** RabbitMQ, and what its scripts are written in. */
const packages = ['rabbitmq-server', 'dash', 'coreutils', 'sed', 'grep', 'gawk', 'base-files'];

/**
 * Unpacks RabbitMQ of another Debian suite (`trixie` has 4.0), with all it needs, into a directory
 * of its own below `cache`, or finds it there. Installs nothing and needs no root.
 */
export async function ensureRabbitMqRoot(
  cache: string,
  suite: string,
  log: (line: string) => void,
): Promise<string> {
  const home = join(cache, 'rabbitmq', suite);
  const root = join(home, 'root');
  if (existsSync(root)) return root;
  log(`rabbitmq: fetching that of ${suite}`);
  const apt = new PrivateApt(join(home, 'apt'), suite);
  await apt.refresh();
  const files = await apt.resolve(packages);
  await apt.download(packages);
  const fresh = `${root}.${process.pid}`;
  await unpackPackages(
    fresh,
    files.map(({ file }) => join(apt.archives, file)),
  );
  for (const part of ['dev', 'proc', 'tmp', 'etc'])
    mkdirSync(join(fresh, part), { recursive: true });
  for (const name of ['hosts', 'passwd', 'group']) writeFileSync(join(fresh, 'etc', name), '');
  if (existsSync(root)) rmSync(fresh, { recursive: true });
  else renameSync(fresh, root);
  apt.clean();
  return root;
}

// Mounts are seen by the command alone, and are gone with it. Every step replaces the one before,
// so that the process that is started is the command itself in the end.
const script = `
set -e
root=$1 directory=$2
shift 2
mkdir -p "$root$directory"
mount --bind "$directory" "$root$directory"
for name in dev proc; do mount --rbind "/$name" "$root/$name"; done
for name in hosts passwd group; do mount --bind "/etc/$name" "$root/etc/$name"; done
exec chroot "$root" "$@"
`;

/** Renders the command that runs `command` within a root, where `directory` has its own path. */
export function renderInRoot(
  place: { readonly root: string; readonly directory: string },
  command: readonly string[],
): readonly string[] {
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const unshare = ['unshare', '--mount', ...asRoot];
  return [...unshare, 'sh', '-c', script, 'sh', place.root, place.directory, ...command];
}
