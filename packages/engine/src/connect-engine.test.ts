import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectEngine } from './connect-engine.ts';

const VERSION = { ApiVersion: '1.41', Version: '20.10', Os: 'linux', Arch: 'amd64' };

let directory: string;
let server: Server | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'celeriac-engine-'));
});

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) =>
    server === undefined ? resolve(undefined) : server.close(resolve),
  );
  server = undefined;
  await rm(directory, { recursive: true });
});

/** A scripted engine on a real socket: answers `/version`, and everything else as told. */
async function serve(listener: RequestListener): Promise<string> {
  const path = join(directory, 'engine.sock');
  server = createServer((request, response) => {
    if (request.url === '/version') response.end(JSON.stringify(VERSION));
    else listener(request, response);
  });
  await new Promise<void>((resolve) => server!.listen(path, resolve));
  return `unix://${path}`;
}

test('an address where nothing listens is named, with what to do', async () => {
  const host = `unix://${directory}/none.sock`;
  await expect(connectEngine({ host })).rejects.toMatchObject({
    name: 'EngineError',
    code: 'ENGINE_UNREACHABLE',
    address: host,
    retryable: true,
    message: expect.stringContaining(host),
    remedy: expect.stringContaining('DOCKER_HOST'),
  });
});

test('an engine that never answers is given up', async () => {
  const path = join(directory, 'hanging.sock');
  server = createServer(() => undefined);
  await new Promise<void>((resolve) => server!.listen(path, resolve));
  const begun = performance.now();
  await expect(connectEngine({ host: path, timeoutMs: 100 })).rejects.toMatchObject({
    code: 'TIMEOUT',
    retryable: true,
  });
  const signal = AbortSignal.timeout(50);
  await expect(connectEngine({ host: path, signal })).rejects.toMatchObject({ code: 'ABORTED' });
  expect(performance.now() - begun).toBeLessThan(2_000);
});

test('the builder goes by the API, as the engine does not say', async () => {
  await using engine = await connectEngine({ host: await serve(() => undefined) });
  expect(engine.version).toEqual({
    engine: '20.10',
    api: '1.41',
    os: 'linux',
    architecture: 'amd64',
    builder: 'buildkit',
  });
});

test.each([
  [404, 'No such image: x', 'NOT_FOUND'],
  [409, 'it is in use', 'CONFLICT'],
  [403, 'Pool overlaps with other one on this address space', 'CONFLICT'],
  [403, 'conflicts with network 1 (cel-1): networks have same bridge name', 'CONFLICT'],
  [403, 'plugin says no', 'PERMISSION_DENIED'],
  [400, 'Range of CPUs is from 0.01 to 2.00', 'INVALID'],
  [500, 'write /x: no space left on device', 'NO_SPACE'],
  [500, 'something broke', 'ENGINE_FAILED'],
])('an answer %i "%s" is %s', async (status, message, code) => {
  const host = await serve((_, response) => {
    response.statusCode = status;
    response.end(JSON.stringify({ message }));
  });
  await using engine = await connectEngine({ host });
  await expect(engine.images.inspect('x')).rejects.toMatchObject({
    code,
    status,
    detail: message,
    message: expect.stringContaining(message),
  });
});

test('an answer that stops half way, or is no JSON, does not hang', async () => {
  const host = await serve((request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{"Id":');
    if (request.url === '/images/cut/json') setTimeout(() => request.socket.destroy(), 20);
  });
  await using engine = await connectEngine({ host, timeoutMs: 200 });
  await expect(engine.images.inspect('cut')).rejects.toMatchObject({ name: 'EngineError' });
  await expect(engine.images.inspect('slow')).rejects.toMatchObject({ code: 'TIMEOUT' });
});

test('a stream ends by abort, by leaving it, by a lost connection and by closing', async () => {
  const open = new Set<unknown>();
  const host = await serve((request, response) => {
    open.add(response);
    response.on('close', () => open.delete(response));
    response.write('{"Type":"container","Action":"start"}\n');
    if (request.url?.includes('until=1')) setTimeout(() => request.socket.destroy(), 20);
  });
  await using engine = await connectEngine({ host });

  const controller = new AbortController();
  await expect(async () => {
    for await (const _ of engine.events({ signal: controller.signal })) controller.abort();
  }).rejects.toMatchObject({ code: 'ABORTED' });

  for await (const event of engine.events()) {
    expect(event).toMatchObject({ type: 'container', action: 'start' });
    break;
  }

  await expect(async () => {
    for await (const _ of engine.events({ until: 1 }));
  }).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });

  await expect(async () => {
    for await (const _ of engine.events()) await engine.close();
  }).rejects.toMatchObject({ code: 'ABORTED' });
  await expect(engine.info()).rejects.toMatchObject({ code: 'ABORTED' });
  await expect.poll(() => open.size).toBe(0);
});

test('what reading a build context throws is thrown as it is', async () => {
  const host = await serve((request, response) => {
    request.resume();
    request.on('end', () => response.end('{"stream":"done"}\n'));
  });
  await using engine = await connectEngine({ host });
  const mine = new Error('the file is gone');
  async function* context() {
    yield Buffer.alloc(100);
    throw mine;
  }
  const settings = { tag: 'x:1', dockerfile: 'Dockerfile', builder: 'classic' as const };
  await expect(Array.fromAsync(engine.images.build(context(), settings))).rejects.toBe(mine);
});

test('a reference cannot lead a request astray', async () => {
  await using engine = await connectEngine({ host: await serve(() => undefined) });
  for (const reference of ['../containers/json', 'x?force=1', '', 'a b', 'a/../b'])
    await expect(engine.images.inspect(reference)).rejects.toMatchObject({ code: 'INVALID' });
});
