import { randomBytes } from 'node:crypto';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { renderDockerfile } from '@celeriac/codegen';
import type { BuildPlan, ContextFile } from '@celeriac/deployment';
import { connectEngine, type Engine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import { readOnDisk } from './support/read-on-disk.ts';

const services = inject('services');
const PACKAGE = join(import.meta.dirname, '..');

/** Prints what the worker and its tests need, a line each. */
const LIST_REQUIREMENTS = [
  'import sys, tomllib',
  'project = tomllib.load(open(sys.argv[1], "rb"))["project"]',
  'print(*project["dependencies"], *project["optional-dependencies"]["test"], sep="\\n", end="")',
].join('\n');

/** What the worker and its tests need in the base image, and the Python sources as the last layer. */
async function planTestImage(
  baseImage: string,
  { image, dialect }: Pick<BuildPlan, 'image' | 'dialect'>,
): Promise<BuildPlan> {
  const paths = await Array.fromAsync(
    glob(
      [
        'python/{celeriac_build,celeriac_worker,tests}/**/*.py',
        'fixtures/*.json',
        'fixtures/{bodies,frames}/*',
      ],
      { cwd: PACKAGE },
    ),
  );
  const project = await readOnDisk(
    join(PACKAGE, 'python/pyproject.toml'),
    'project/pyproject.toml',
  );
  const dockerfile = renderDockerfile([
    { kind: 'from', image: baseImage },
    { kind: 'copy', sources: ['build-environment/'], target: '/build-environment/' },
    { kind: 'copy', sources: ['project/'], target: '/tests/python/' },
    {
      kind: 'run',
      argv: [
        ...['/bin/sh', '-c'],
        'ca=/build-environment/ca-bundle.pem; if [ -s $ca ]; then export PIP_CERT=$ca; fi; python3 -m venv /opt/venv && python3 -c "$0" /tests/python/pyproject.toml | xargs -d "\\n" /opt/venv/bin/pip install --no-compile',
        LIST_REQUIREMENTS,
      ],
    },
    { kind: 'workdir', path: '/tests/python' },
    { kind: 'user', uid: 65532, gid: 65532 },
    { kind: 'cmd', argv: ['/opt/venv/bin/python', '-B', '-m', 'pytest'] },
    { kind: 'copy', sources: ['sources/'], target: '/tests/' },
  ]);
  const files: ContextFile[] = [
    { kind: 'text', path: 'Dockerfile', text: dockerfile },
    project,
    ...(await Promise.all(
      [...paths, 'python/pyproject.toml'].map((path) =>
        readOnDisk(join(PACKAGE, path), `sources/${path}`),
      ),
    )),
  ];
  return {
    image,
    dialect,
    dockerfile: 'Dockerfile',
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    steps: dockerfile
      .trimEnd()
      .split('\n')
      .map((instruction) => ({ layer: 'runtime', instruction })),
    labels: {},
  };
}

async function runToEnd(
  engine: Engine,
  { image, brokerUrl }: { readonly image: string; readonly brokerUrl: string },
): Promise<{ code: number; output: string }> {
  const name = image.replace(':', '-');
  const env = { CELERIAC_BROKER_URL: brokerUrl };
  const id = await engine.containers.create({ name, image, env, network: 'host', init: true });
  try {
    await engine.containers.start(id);
    const code = await engine.containers.wait(id, { timeoutMs: 900_000 });
    const lines = await Array.fromAsync(engine.containers.logs(id));
    return { code, output: lines.map((line) => line.text).join('\n') };
  } finally {
    await engine.containers.remove(id, { force: true });
  }
}

test.skipIf(!services.dockerHost || !services.baseImage || !services.brokerUrl)(
  'the Python tests pass in the base image',
  { timeout: 900_000 },
  async () => {
    await using engine = await connectEngine({ host: services.dockerHost ?? '' });
    const image = `celeriac-worker-tests:${randomBytes(6).toString('hex')}`;
    const builder = createImageBuilder(engine);
    // BuildKit keeps the installed packages in its cache once the image is removed.
    const plan = await planTestImage(services.baseImage ?? '', {
      image,
      dialect: await builder.kind(),
    });
    const environment = {
      network: 'host',
      ...(services.caBundle !== undefined && { caBundleFile: services.caBundle }),
    };
    try {
      for await (const event of builder.build(plan, { environment }))
        if (event.kind === 'built') expect(event.image).toBe(image);
      const { code, output } = await runToEnd(engine, {
        image,
        brokerUrl: services.brokerUrl ?? '',
      });
      expect(code, output).toBe(0);
      expect(output).not.toContain('skipped');
      const passed = Number(/(\d+) passed/.exec(output)?.[1]);
      expect(passed, output).toBeGreaterThan(320);
    } finally {
      await engine.images.remove(image).catch(() => undefined);
    }
  },
);
