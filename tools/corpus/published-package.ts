import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../services/host/run-command.ts';
import { workspaceRoot } from '../steps/run-program.ts';

const cache = join(workspaceRoot, '.cache/packages');
const pinned = join(import.meta.dirname, 'packages.json');
const LONGEST_MS = 180_000;

/** Which published packages are read, by name and exact version. */
interface PinnedPackages {
  /** Those with annotated functions and scripts. */
  readonly corpus: Readonly<Record<string, string>>;
  /** The one that holds the original's scanner. */
  readonly scanner: Readonly<Record<string, string>>;
}

/** The endings of files that may hold headers; nothing else of a package is kept. */
const KEPT = ['py', 'R', 'r', 'jl', 'm', 'sql', 'js', 'ts'];

/** Reads the list of packages and versions. */
export async function readPinnedPackages(): Promise<PinnedPackages> {
  return JSON.parse(await readFile(pinned, 'utf8')) as PinnedPackages;
}

/**
 * Gives the directory of one published package's source files, fetching them from the registry
 * where they are not in the cache yet. A package appears there whole or not at all.
 */
export async function fetchPackage(name: string, version: string): Promise<string> {
  const directory = join(cache, `${name.replace(/^@/, '').replace('/', '-')}-${version}`);
  if (await stat(directory).catch(() => undefined)) return directory;
  await mkdir(cache, { recursive: true });
  const making = await mkdtemp(join(cache, '.making-'));
  try {
    const fetched = join(making, 'fetched');
    const files = join(making, 'files');
    await Promise.all([mkdir(fetched), mkdir(files)]);
    const pack = ['npm', 'pack', `${name}@${version}`, '--ignore-scripts', '--silent'];
    await runCommand([...pack, '--pack-destination', fetched], {
      cwd: workspaceRoot,
      timeoutMs: LONGEST_MS,
    });
    const [archive = ''] = await readdir(fetched);
    const patterns = KEPT.map((ending) => `*.${ending}`);
    const unpack = ['tar', '-xzf', join(fetched, archive), '-C', files, '--strip-components=1'];
    // Patterns that match nothing make tar fail, though it has unpacked all that the others match.
    await runCommand(
      [...unpack, '--exclude=*/dist/*', '--exclude=*/node_modules/*', '--wildcards', ...patterns],
      { timeoutMs: LONGEST_MS, allowFailure: true },
    );
    await rename(files, directory).catch(async (error: unknown) => {
      // Another run may have been quicker.
      if (!(await stat(directory).catch(() => undefined))) throw error;
    });
    return directory;
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}
