import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { systemEnvironment } from '../host/as-root.ts';
import { runCommand } from '../host/run-command.ts';

// Nothing in the archive may depend on when or by whom it was made. The year 2000, as zip files cannot be older than 1980.
const reproducible = [
  ...['--format=gnu', '--sort=name', '--mtime=@946684800'],
  ...['--owner=0', '--group=0', '--numeric-owner'],
];

/** What the image says of itself. */
export interface ImageFacts {
  readonly tag: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Debian's name of the architecture, which is also Docker's for the common ones. */
  readonly architecture: string;
}

/** Renders the image's configuration; its SHA-256 is the image's id. */
function renderImageConfig(facts: ImageFacts, layerDigest: string): string {
  const created = '2000-01-01T00:00:00Z';
  return JSON.stringify({
    architecture: facts.architecture,
    os: 'linux',
    created,
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'LANG=C.UTF-8'],
      Cmd: ['python3'],
      Labels: facts.labels,
    },
    rootfs: { type: 'layers', diff_ids: [`sha256:${layerDigest}`] },
    history: [{ created, created_by: 'celeriac base image' }],
  });
}

/** Packs a root directory as an image archive for `docker load`: the same content gives the same bytes and image id. */
export async function packImage(root: string, archive: string, facts: ImageFacts): Promise<void> {
  const staging = `${root}.image`;
  mkdirSync(staging, { recursive: true });
  const layer = join(staging, 'layer.tar');
  const env = systemEnvironment();
  await runCommand(['tar', '-c', '-f', layer, ...reproducible, '-C', root, '.'], { env });
  const config = renderImageConfig(facts, await digestFile(layer));
  const configFile = `${createHash('sha256').update(config).digest('hex')}.json`;
  const manifest = [{ Config: configFile, RepoTags: [facts.tag], Layers: ['layer.tar'] }];
  writeFileSync(join(staging, configFile), config);
  writeFileSync(join(staging, 'manifest.json'), JSON.stringify(manifest));
  mkdirSync(dirname(archive), { recursive: true });
  const parts = ['manifest.json', configFile, 'layer.tar'];
  const partial = `${archive}.partial`;
  await runCommand(['tar', '-c', '-f', partial, ...reproducible, '-C', staging, ...parts], { env });
  renameSync(partial, archive);
}

async function digestFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
