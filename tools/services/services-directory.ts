import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where everything of the services lies. */
export interface ServicesDirectory {
  readonly root: string;
  readonly stateFile: string;
  readonly descriptionFile: string;
  readonly cache: string;
  readonly rabbitmq: string;
  readonly dockerData: string;
  readonly dockerLog: string;
  /** Sockets and run-time files of a private Docker engine: short enough for every socket in it. */
  readonly dockerRun: string;
}

// The longest socket name below the engine's run directory is containerd's; Linux allows 107 characters.
const longestSocket = 'exec/containerd/containerd-debug.sock.ttrpc';
const socketLimit = 107;

/** The services directory used when none is named: `.services/` at the repository's root. */
const defaultServicesRoot = resolve(import.meta.dirname, '../../.services');

/** Lays out a services directory; sockets move to a short directory below `temporary` when `root` is too long. */
export function layoutServicesDirectory(
  root: string = defaultServicesRoot,
  temporary: string = tmpdir(),
): ServicesDirectory {
  const absolute = resolve(root);
  const near = join(absolute, 'docker', 'run');
  const digest = createHash('sha256').update(absolute).digest('hex').slice(0, 10);
  const far = join(temporary, `celeriac-${process.getuid?.() ?? 0}-${digest}`);
  const fits = Buffer.byteLength(join(near, longestSocket)) <= socketLimit;
  return {
    root: absolute,
    stateFile: join(absolute, 'state.json'),
    descriptionFile: join(absolute, 'services.json'),
    cache: join(absolute, 'cache'),
    rabbitmq: join(absolute, 'rabbitmq'),
    dockerData: join(absolute, 'docker', 'data'),
    dockerLog: join(absolute, 'docker', 'dockerd.log'),
    dockerRun: fits ? near : far,
  };
}

/** Makes the run directory, refusing one that somebody else put at its name in a shared temporary directory. */
export function makeRunDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o755 });
  const found = lstatSync(path);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`${path} is not a directory of this user's own`);
  }
}
