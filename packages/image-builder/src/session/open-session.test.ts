import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type ClientHttp2Session, connect } from 'node:http2';
import type { Duplex } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectEngine, type Engine, type RegistryCredential } from '@celeriac/engine';
import { readProtobuf } from '../read-protobuf.ts';
import { openBuildSession } from './open-session.ts';
import { writeProtobufBytes } from './write-protobuf.ts';

const VERSION = { ApiVersion: '1.41', Version: '20.10', Os: 'linux', Arch: 'amd64' };

let directory: string;
let server: Server;
let engine: Engine;
/** The engine's end of the session: it is the client there. */
let asking: ClientHttp2Session;
let headers: IncomingHttpHeaders;
let socket: Duplex;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'celeriac-session-'));
  server = createServer((_, response) => response.end(JSON.stringify(VERSION)));
  server.on('upgrade', (request, upgraded: Duplex) => {
    headers = request.headers;
    socket = upgraded;
    upgraded.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
    asking = connect('http://session', { createConnection: () => upgraded });
    asking.on('error', () => undefined);
  });
  const path = join(directory, 'engine.sock');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  engine = await connectEngine({ host: `unix://${path}` });
});

afterEach(async () => {
  asking.destroy();
  socket.destroy();
  await engine.close();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true });
});

/** Asks on the session; the texts of the answer by field, or its status where that is not 0. */
async function ask(method: string, text: string): Promise<unknown> {
  const stream = asking.request({ ':method': 'POST', ':path': method });
  let status: unknown;
  const keep = (found: Record<string, unknown>) => (status = found['grpc-status'] ?? status);
  stream.on('response', keep).on('trailers', keep);
  const message = writeProtobufBytes(1, text);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  stream.end(Buffer.concat([prefix, message]));
  const body = Buffer.concat((await Array.fromAsync(stream)) as Buffer[]);
  if (status !== '0') return status;
  const fields = [...readProtobuf(body.subarray(5))];
  return fields.map(({ value }) => (typeof value === 'number' ? value : String(value)));
}

test('an engine is told secrets, logins by host, and that all is well; anything else is unknown', async () => {
  const logins: Record<string, RegistryCredential> = {
    'registry.example:5000': { kind: 'password', username: 'me', password: 'pw' },
    'docker.io': { kind: 'token', identityToken: 'abc' },
  };
  const findCredential = async (host: string) => logins[host];
  const answers = { secrets: { place: 'export X=1\n' }, findCredential };
  const session = await openBuildSession(engine, answers, {});
  expect(headers).toMatchObject({ upgrade: 'h2c', 'x-docker-expose-session-uuid': session.id });
  const offered = String(headers['x-docker-expose-session-grpc-method']);
  expect(offered).toContain('/moby.buildkit.secrets.v1.Secrets/GetSecret');

  expect(await ask('/grpc.health.v1.Health/Check', '')).toEqual([1]);
  const secret = '/moby.buildkit.secrets.v1.Secrets/GetSecret';
  expect(await ask(secret, 'place')).toEqual(['export X=1\n']);
  for (const unknown of ['other', '', '__proto__', 'toString'])
    expect(await ask(secret, unknown)).toBe('5');
  const login = '/moby.filesync.v1.Auth/Credentials';
  expect(await ask(login, 'registry.example:5000')).toEqual(['me', 'pw']);
  expect(await ask(login, 'registry-1.docker.io')).toEqual(['', 'abc']);
  expect(await ask(login, 'other.example')).toEqual([]);
  expect(await ask('/moby.filesync.v1.Auth/FetchToken', '')).toBe('12');

  const closed = new Promise((resolve) => socket.once('close', resolve));
  session.close();
  await closed;
});
