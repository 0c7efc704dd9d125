import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectEngine, type Engine } from '@celeriac/engine';
import { transferImage, type TransferSettings } from './transfer-image.ts';

const VERSION = { ApiVersion: '1.41', Version: '20.10', Os: 'linux', Arch: 'amd64' };
const digest = `sha256:${'d'.repeat(64)}`;
const image = 'registry.example/team/app:1';

let directory: string;
let server: Server;
let engine: Engine;
/** One for each request to come: what the engine says. */
let script: ((response: ServerResponse) => void)[];
let headers: Record<string, unknown>[];
let urls: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'celeriac-transfer-'));
  [script, headers, urls] = [[], [], []];
  server = createServer((request, response) => {
    if (request.url === '/version') return void response.end(JSON.stringify(VERSION));
    urls.push(`${request.method} ${request.url}`);
    headers.push(
      JSON.parse(Buffer.from(String(request.headers['x-registry-auth']), 'base64url').toString()),
    );
    script.shift()?.(response);
  });
  const path = join(directory, 'engine.sock');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  engine = await connectEngine({ host: `unix://${path}` });
});

afterEach(async () => {
  await engine.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true });
});

function transfer(direction: 'pull' | 'push', settings: Partial<TransferSettings> = {}) {
  const findCredential = async () => undefined;
  const all = { findCredential, stallMs: 5_000, ...settings };
  return Array.fromAsync(transferImage(engine, { direction, image }, all));
}

const says =
  (...lines: unknown[]) =>
  (response: ServerResponse) =>
    void response.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
const layer = (status: string, current?: number) => ({
  id: 'aaaaaaaaaaaa',
  status,
  progressDetail: current === undefined ? {} : { current, total: 10 },
});

test('layers are told with their bytes, each news once, and what it came to', async () => {
  script = [
    says(
      { status: 'The push refers to repository [registry.example/team/app]' },
      layer('Preparing'),
      layer('Waiting'),
      layer('Pushing', 5),
      layer('Pushing', 5),
      layer('Pushed'),
      { id: 'bbbbbbbbbbbb', status: 'Layer already exists' },
      { status: `1: digest: ${digest} size: 500` },
    ),
  ];
  const credential = { kind: 'password', username: 'me', password: 'p?>~' } as const;
  const events = await transfer('push', { findCredential: async () => credential });
  const told = { kind: 'transfer', direction: 'push', image };
  expect(events).toEqual([
    { ...told, layer: 'aaaaaaaaaaaa', state: 'waiting' },
    { ...told, layer: 'aaaaaaaaaaaa', state: 'moving', bytes: 5, totalBytes: 10 },
    { ...told, layer: 'aaaaaaaaaaaa', state: 'done', totalBytes: 10 },
    { ...told, layer: 'bbbbbbbbbbbb', state: 'exists' },
    { ...told, kind: 'transferred', digest, bytes: 10, durationMs: expect.any(Number) },
  ]);
  expect(urls).toEqual(['POST /images/registry.example/team/app/push?tag=1']);
  expect(headers).toEqual([{ username: 'me', password: 'p?>~' }]);
});

test('what may pass is tried again, and told', async () => {
  const busy = { error: 'received unexpected HTTP status: 503 Service Unavailable' };
  script = [says(layer('Downloading', 3), busy), says(layer('Pull complete'))];
  const events = await transfer('pull', { platform: 'linux/arm64' });
  expect(events.find(({ kind }) => kind === 'retrying')).toMatchObject({
    attempt: 1,
    delayMs: 1_000,
    reason: busy.error,
  });
  expect(events.at(-1)).toMatchObject({ kind: 'transferred', bytes: 10 });
  expect(urls[0]).toContain('platform=linux%2Farm64');
});

test.each([
  ['unauthorized: authentication required', 'UNAUTHORIZED', false],
  ['denied: requested access to the resource is denied', 'UNAUTHORIZED', false],
  ['manifest for x:1 not found: manifest unknown', 'IMAGE_NOT_FOUND', false],
  [
    "pull access denied for x, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    'IMAGE_NOT_FOUND',
    false,
  ],
  ['dial tcp 127.0.0.1:1: connect: connection refused', 'REGISTRY_UNREACHABLE', true],
  ['dial tcp: lookup registry.example: no such host', 'REGISTRY_UNREACHABLE', true],
  ['something else', 'TRANSFER_FAILED', true],
])('"%s" is %s, as an answer or in the stream', async (reason, code, retryable) => {
  const refuse = (response: ServerResponse) => {
    response.statusCode = 500;
    response.end(JSON.stringify({ message: reason }));
  };
  script = [says({ error: reason }), refuse];
  for (const direction of ['push', 'pull'] as const)
    await expect(transfer(direction)).rejects.toMatchObject({
      ...{ name: 'RegistryError', code, retryable, image, registry: 'registry.example' },
      message: expect.stringContaining(reason),
    });
  expect(urls).toHaveLength(2);
});

test('a registry that does not answer is given up, whatever the engine still waits for', async () => {
  const waiting = (response: ServerResponse) => {
    response.write(`${JSON.stringify(layer('Preparing'))}\n`);
    const timer = setInterval(
      () => response.write(`${JSON.stringify(layer('Retrying in 5 seconds'))}\n`),
      20,
    );
    response.on('close', () => clearInterval(timer));
  };
  script = [waiting, () => undefined];
  for (const direction of ['push', 'pull'] as const)
    await expect(transfer(direction, { stallMs: 300 })).rejects.toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      retryable: true,
      remedy: expect.stringContaining('registry.example'),
    });
});

test('an abort ends it, between two tries as well', async () => {
  const signal = AbortSignal.timeout(100);
  script = [() => undefined];
  await expect(transfer('pull', { signal })).rejects.toMatchObject({ code: 'CANCELLED' });
  script = [says({ error: 'unexpected EOF' })];
  await expect(transfer('pull', { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({
    code: 'CANCELLED',
  });
});
