import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemEnvironment } from '../host/as-root.ts';
import { runCommand } from '../host/run-command.ts';
import { addApt } from './add-apt.ts';
import { compilePython } from './compile-python.ts';
import { finishRoot, trimRoot } from './finish-root.ts';
import { packImage } from './pack-image.ts';
import { aptPackages, requestedPackages, type PackageFile } from './package-files.ts';
import { PrivateApt } from './private-apt.ts';
import { renderSuiteSource } from './suite-source.ts';
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
 * suite than the host's, e.g. `trixie` for its newer Python; with `apt` the image can install further packages itself.
 */
export async function buildBaseImage(
  cache: string,
  log: (line: string) => void,
  { suite, apt: withApt = false }: { readonly suite?: string; readonly apt?: boolean } = {},
): Promise<BaseImageArchive> {
  const home = join(cache, 'base-image', `${suite ?? 'host'}${withApt ? '-apt' : ''}`);
  const requested = withApt ? [...requestedPackages, ...aptPackages] : requestedPackages;
  const apt = new PrivateApt(join(home, 'apt'), suite);
  let image = describe({ home, withApt }, await apt.resolve(requested));
  if (existsSync(image.archive)) return image;
  try {
    await apt.download(requested);
  } catch {
    log('base image: a package is gone from the mirror, refreshing the package lists');
    await apt.refresh();
    image = describe({ home, withApt }, await apt.resolve(requested));
    await apt.download(requested);
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
  if (withApt)
    await addApt(root, {
      archives: wanted.map((name) => join(apt.archives, name)),
      source: await renderSuiteSource(suite ?? 'stable'),
    });
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

function describe(
  { home, withApt }: { home: string; withApt: boolean },
  files: readonly PackageFile[],
) {
  const python = files.map(({ name }) => name).find((name) => /^python3\.\d+$/.test(name));
  if (python === undefined) throw new Error('the package lists hold no python3');
  const packages = createHash('sha256')
    .update(JSON.stringify([recipe, files]))
    .digest('hex')
    .slice(0, 32);
  return {
    tag: `celeriac-base:${python}${withApt ? '-apt' : ''}`,
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
