import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Finished, runCeleriac } from './support/run-celeriac.ts';

let folder: string;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celeriac-bad-'));
  env = { PATH: process.env['PATH'], NO_COLOR: '1', CELERIAC_STATE_DIR: join(folder, 'state') };
});
afterEach(() => rm(folder, { recursive: true }));

const ADD = '#name: add\n#input: int x\n#output: int y\ndef add(x):\n    return x\n';

async function checkFiles(files: Readonly<Record<string, string>>): Promise<Finished> {
  for (const [path, text] of Object.entries({ 'package.json': '{"name": "demo"}', ...files })) {
    const file = join(folder, 'plugin', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const checked = await runCeleriac(['check', join(folder, 'plugin')], { env });
  // A deploy stops for the same reasons before it looks for any service.
  const deployed = await runCeleriac(['deploy', join(folder, 'plugin')], { env });
  expect(deployed.code).toBe(checked.code);
  expect(deployed.stderr).toContain('nothing was changed');
  expect(checked.stdout).toBe('');
  return checked;
}

test.each<[string, Record<string, string>, RegExp[]]>([
  ['no python folder', {}, [/no .?python/i]],
  [
    'no annotated function',
    { 'python/a/x.py': 'def f():\n    pass\n' },
    [/no annotated function/i],
  ],
  [
    'broken JSON',
    { 'python/a/x.py': ADD, 'python/a/container.json': '{"cpu": 1,\n  "memory" 5}' },
    [/python\/a\/container\.json:2:\d+/],
  ],
  [
    'an unknown key in container.json',
    { 'python/a/x.py': ADD, 'python/a/container.json': '{"memroy": 512}' },
    [/memroy/, /memory/, /container\.json:1:2/],
  ],
  [
    'a syntax error in Python',
    { 'python/a/x.py': `${ADD}\n\ndef broken(:\n    return (1\n` },
    [/python\/a\/x\.py:\d+:\d+/],
  ],
  [
    'an unknown type',
    { 'python/a/x.py': ADD.replace('int x', 'num x') },
    [/num/, /python\/a\/x\.py:2:9/, /\^\^\^/, /fix/],
  ],
  [
    'two apps that share a name',
    { 'python/my_app/x.py': ADD, 'python/my-app/y.py': ADD.replace('name: add', 'name: sub') },
    [/my_app/, /my-app/],
  ],
  [
    'two functions that share a call name',
    { 'python/a/x.py': ADD, 'python/b/y.py': ADD },
    [/add/, /python\/a\/x\.py/, /python\/b\/y\.py/],
  ],
])('%s is an error that says where', async (_, files, expected) => {
  const { code, stderr } = await checkFiles(files);
  expect(code, stderr).toBe(1);
  for (const part of expected) expect(stderr).toMatch(part);
});

test('a plugin without mistakes passes, and its functions are data with --json', async () => {
  await checkGood();
  const { code, stdout } = await runCeleriac(['check', join(folder, 'plugin'), '--json'], { env });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    plugins: [{ name: 'demo', apps: [{ name: 'a' }] }],
    functions: [{ callName: 'demo:add', app: 'a' }],
    diagnostics: [],
  });
});

test('without an engine, and without a broker, a deploy says which address it tried', async () => {
  await checkGood();
  const refused = { ...env, DOCKER_HOST: `unix://${join(folder, 'no.sock')}` };
  const noEngine = await runCeleriac(['deploy', join(folder, 'plugin')], { env: refused });
  expect(noEngine.code).toBe(3);
  expect(noEngine.stderr).toContain('ENGINE_UNREACHABLE');
  expect(noEngine.stderr).toContain('no.sock');

  const broker = { ...env, CELERIAC_BROKER_URL: `amqp://me:secret@127.0.0.1:${await freePort()}` };
  const noBroker = await runCeleriac(['call', 'Demo:add'], { env: broker });
  expect(noBroker.code).toBe(3);
  expect(noBroker.stderr).not.toContain('secret');
});

test('a folder that holds something is not made a plugin', async () => {
  await checkGood();
  const { code, stderr } = await runCeleriac(['init', join(folder, 'plugin')], { env });
  expect(code).toBe(3);
  expect(stderr).toContain('is not empty');
});

test('init makes a plugin that passes its check', async () => {
  const root = join(folder, 'My New Plugin');
  expect((await runCeleriac(['init', root], { env })).code).toBe(0);
  const { code, stderr } = await runCeleriac(['check', root], { env });
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('my-new-plugin:add');
});

async function checkGood(): Promise<void> {
  await mkdir(join(folder, 'plugin/python/a'), { recursive: true });
  await writeFile(join(folder, 'plugin/package.json'), '{"name": "@me/demo", "version": "1.0.0"}');
  await writeFile(join(folder, 'plugin/python/a/x.py'), ADD);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
