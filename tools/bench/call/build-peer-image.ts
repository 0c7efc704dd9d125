import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';

const programs = ['stock.py', 'client.py'] as const;

/** What a peer's image is made of. */
export interface PeerImageOptions {
  readonly appImage: string;
  /** Folder of `stock.py` and `client.py`. */
  readonly source: string;
  readonly signal: AbortSignal;
}

/**
 * Builds the image of the peer's worker and client on top of an app's image: both sides run the same Python, the same
 * Celery and kombu, byte for byte. Resolves to its tag.
 */
export async function buildPeerImage(
  engine: Engine,
  { appImage, source, signal }: PeerImageOptions,
): Promise<string> {
  const dockerfile = [
    `FROM ${appImage}`,
    'WORKDIR /opt/peer',
    'COPY stock.py client.py ./',
    'HEALTHCHECK NONE',
    '',
  ].join('\n');
  const texts = await Promise.all(programs.map((name) => readFile(join(source, name), 'utf8')));
  const files = [
    { kind: 'text', path: 'Dockerfile', text: dockerfile } as const,
    ...programs.map((path, index) => ({ kind: 'text', path, text: texts[index]! }) as const),
  ];
  const digest = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
  const image = `celeriac-bench/peer:${digest}`;
  const builder = createImageBuilder(engine);
  const dialect = await builder.kind();
  const plan = { image, dialect, dockerfile: 'Dockerfile', files, steps: [], labels: {} };
  for await (const _ of builder.build(plan, { signal }));
  return image;
}
