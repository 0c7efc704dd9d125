import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseProject } from './parse-project.ts';
import { readWorkerRuntime } from './read-worker-runtime.ts';

test('reads the modules of the runtime, and nothing else', async () => {
  const runtime = await readWorkerRuntime();
  const paths = runtime.files.map((file) => file.path);
  expect(paths).toContain('celeriac_worker/__init__.py');
  expect(paths).toContain('celeriac_worker/main.py');
  expect(paths.every((path) => /^celeriac_worker\/(?:frames\/)?[a-z_]+\.py$/.test(path))).toBe(
    true,
  );
  expect(paths).toEqual([...paths].sort());
  expect(runtime.requirements).toEqual(['celery>=5.5,<6']);
});

test('what runs in builds is apart', async () => {
  const paths = (await readWorkerRuntime()).buildFiles.map(({ path }) => path);
  expect(paths).toContain('celeriac_build/conda.py');
  expect(paths.every((path) => /^celeriac_build\/[a-z_]+\.py$/.test(path))).toBe(true);
});

test('tells size and hash of each file', async () => {
  const { files, buildFiles } = await readWorkerRuntime();
  for (const file of [...files, ...buildFiles]) {
    const content = await readFile(file.absolutePath);
    expect(file.bytes).toBe(content.length);
    expect(file.sha256).toBe(createHash('sha256').update(content).digest('hex'));
  }
});

test('the version is that of the npm package and of the Python module', async () => {
  const { version } = await readWorkerRuntime();
  const manifest = JSON.parse(
    await readFile(new URL('../package.json', import.meta.url), 'utf8'),
  ) as { version: string };
  const module = await readFile(
    new URL('../python/celeriac_worker/__init__.py', import.meta.url),
    'utf8',
  );
  expect(version).toBe(manifest.version);
  expect(module).toContain(`__version__ = "${version}"`);
});

test('an incomplete project is said to be so', () => {
  expect(() => parseProject('[project]\nname = "x"\n')).toThrow('no version or no dependencies');
});
