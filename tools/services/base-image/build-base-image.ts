import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemEnvironment } from '../host/as-root.ts';
import { runCommand } from '../host/run-command.ts';
import { compilePython } from './compile-python.ts';
import { finishRoot, trimRoot } from './finish-root.ts';
import { packImage } from './pack-image.ts';
import { requestedPackages, type PackageFile } from './package-files.ts';
import { PrivateApt } from './private-apt.ts';
import { unpackPackages } from './unpack-packages.ts';

/** The label that carries the digest of the package set an image was made of. */
export const packagesLabel = 'io.celeriac.base.packages';

// To be raised when the same packages are to give a different image.
const recipe = '1';

/** An image archive on disk. */
export interface BaseImageArchive {
  readonly tag: string;
  readonly packages: string;
  readonly archive: string;
}

/**
 * Makes the archive of the Python base image from the distribution's packages, or finds it in the cache. Needs neither
 * root nor an engine, changes nothing on the host, and runs no script of any package. `suite` names another Debian
 * suite than the host's, e.g. `trixie` for its newer Python.
 */
export async function buildBaseImage(
  cache: string,
  log: (line: string) => void,
  suite?: string,
): Promise<BaseImageArchive> {
  const home = join(cache, 'base-image', suite ?? 'host');
  const apt = new PrivateApt(join(home, 'apt'), suite);
  let image = describe(home, await apt.resolve(requestedPackages));
  if (existsSync(image.archive)) return image;
  try {
    await apt.download(requestedPackages);
  } catch {
    log('base image: a package is gone from the mirror, refreshing the package lists');
    await apt.refresh();
    image = describe(home, await apt.resolve(requestedPackages));
    await apt.download(requestedPackages);
  }
  const archives = readdirSync(apt.archives).filter((name) => name.endsWith('.deb'));
  const wanted = archives.filter((name) => image.files.has(name)).sort();
  log(`base image: ${wanted.length} packages downloaded`);
  const root = join(home, 'root');
  await unpackPackages(
    root,
    wanted.map((name) => join(apt.archives, name)),
  );
  finishRoot(root, image.python);
  trimRoot(root);
  await compilePython(root, image.python);
  log('base image: unpacked, standard library compiled');
  removeOtherArchives(home);
  const { stdout } = await runCommand(['dpkg', '--print-architecture'], {
    env: systemEnvironment(),
  });
  const labels = { [packagesLabel]: image.packages };
  await packImage(root, image.archive, { tag: image.tag, labels, architecture: stdout.trim() });
  for (const path of [root, `${root}.image`]) rmSync(path, { recursive: true, force: true });
  apt.clean();
  log('base image: packed');
  return image;
}

function describe(home: string, files: readonly PackageFile[]) {
  const python = files.map(({ name }) => name).find((name) => /^python3\.\d+$/.test(name));
  if (python === undefined) throw new Error('the package lists hold no python3');
  const packages = createHash('sha256')
    .update(JSON.stringify([recipe, files]))
    .digest('hex')
    .slice(0, 32);
  return {
    tag: `celeriac-base:${python}`,
    packages,
    archive: join(home, `${packages}.tar`),
    python,
    files: new Set(files.map(({ file }) => file)),
  };
}

function removeOtherArchives(home: string): void {
  for (const name of readdirSync(home)) {
    if (name.endsWith('.tar') || name.endsWith('.partial')) rmSync(join(home, name));
  }
}
