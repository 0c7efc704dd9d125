import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RATTLER_VERSION, renderDockerfile, UV_VERSION } from '@celeriac/codegen';
import type { BuildPlan } from '@celeriac/deployment';

/** Wheels that a channel of conda is made of besides Python. */
const CONDA_WHEELS = ['pip==25.3', 'markupsafe==3.0.3'];

/** What builds need of an index; the last two are asked for by other platforms alone, which locks are made for too. */
const INDEX_WHEELS = [
  ...[`uv==${UV_VERSION}`, `py-rattler==${RATTLER_VERSION}`, 'celery>=5.5,<6', 'six==1.17.0'],
  ...['colorama', 'tzdata'],
];

const MAKE = [
  'set -eu; ca=/build-environment/ca-bundle.pem; if [ -s $ca ]; then export PIP_CERT=$ca; fi',
  'python3 -m venv /opt/venv; pip=/opt/venv/bin/pip',
  '$pip install --quiet --no-compile zstandard==0.25.0',
  `$pip download --quiet --no-deps --only-binary :all: --dest /conda ${CONDA_WHEELS.join(' ')}`,
  `$pip download --quiet --only-binary :all: --dest /wheels ${INDEX_WHEELS.map((one) => `'${one}'`).join(' ')}`,
  '/opt/venv/bin/python /make/make_channel.py /conda /mirror/conda',
  '/opt/venv/bin/python /make/make_index.py /wheels /mirror',
].join('; ');

/**
 * Plans an image with `/mirror`: a channel of conda with the base image's own Python (`conda`), and a package index
 * (`simple`) of all that the example apps' builds need.
 */
export async function planMirror(
  baseImage: string,
  { image, dialect }: Pick<BuildPlan, 'image' | 'dialect'>,
): Promise<BuildPlan> {
  const dockerfile = renderDockerfile([
    { kind: 'from', image: baseImage, stage: 'made' },
    { kind: 'copy', sources: ['build-environment/'], target: '/build-environment/' },
    { kind: 'copy', sources: ['make/'], target: '/make/' },
    { kind: 'run', argv: ['/bin/sh', '-c', MAKE] },
    { kind: 'from', image: baseImage },
    { kind: 'copy', from: 'made', sources: ['/mirror'], target: '/mirror' },
  ]);
  const scripts = ['make_channel.py', 'make_index.py', 'pack_conda.py'].map(async (name) => ({
    kind: 'text' as const,
    path: `make/${name}`,
    text: await readFile(join(import.meta.dirname, name), 'utf8'),
  }));
  return {
    image,
    dialect,
    dockerfile: 'Dockerfile',
    files: [
      { kind: 'text', path: 'Dockerfile', text: dockerfile },
      ...(await Promise.all(scripts)),
    ],
    steps: dockerfile
      .trimEnd()
      .split('\n')
      .map((instruction) => ({ layer: 'runtime', instruction })),
    labels: {},
  };
}
