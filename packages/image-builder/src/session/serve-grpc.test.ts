import { once } from 'node:events';
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readProtobuf } from '../read-protobuf.ts';
import { type GrpcMethod, serveGrpc } from './serve-grpc.ts';
import { writeProtobufBytes, writeProtobufNumber } from './write-protobuf.ts';

let server: Server;
let client: ClientHttp2Session;
let serving: { close(): void };

const methods: Record<string, GrpcMethod> = {
  '/test.Echo/Echo': (request) => ({ kind: 'message', bytes: request }),
  '/test.Echo/Missing': () => ({ kind: 'status', status: 5, text: 'no such thing' }),
  '/test.Echo/Broken': () => {
    throw new Error('s3cret');
  },
};

beforeEach(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const socket = connect(port, '127.0.0.1');
  const [ours] = (await once(server, 'connection')) as [Socket];
  serving = serveGrpc(ours, methods);
  client = connectHttp2('http://engine', { createConnection: () => socket });
});

afterEach(async () => {
  client.destroy();
  serving.close();
  await new Promise((resolve) => server.close(resolve));
});

async function call(path: string, body: Uint8Array) {
  const stream = client.request({ ':method': 'POST', ':path': path, te: 'trailers' });
  let status: unknown;
  const keep = (headers: Record<string, unknown>) => (status = headers['grpc-status'] ?? status);
  stream.on('response', keep).on('trailers', keep);
  stream.end(body);
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return { status, bytes: Buffer.concat(chunks) };
}

function framed(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

test('a message of any length comes back whole, several at once', async () => {
  const sizes = [0, 1, 127, 128, 16_383, 16_384, 60_000];
  const answers = await Promise.all(
    sizes.map((size) => call('/test.Echo/Echo', framed(Buffer.alloc(size, 7)))),
  );
  for (const [index, answer] of answers.entries()) {
    expect(answer.status).toBe('0');
    expect(answer.bytes).toEqual(framed(Buffer.alloc(sizes[index]!, 7)));
  }
});

test('what cannot be answered has a status, and no text of an error', async () => {
  const body = framed(Buffer.from('x'));
  expect(await call('/test.Echo/Missing', body)).toMatchObject({ status: '5' });
  expect(await call('/test.Echo/Unknown', body)).toMatchObject({ status: '12' });
  expect(await call('/test.Echo/Broken', body)).toMatchObject({ status: '13' });
  for (const broken of [
    Buffer.alloc(3),
    Buffer.from([1, 0, 0, 0, 0]),
    Buffer.from([0, 0, 0, 0, 9]),
  ])
    expect(await call('/test.Echo/Echo', broken)).toMatchObject({ status: '13' });
});

test('a request without end is cut', async () => {
  const answer = await call('/test.Echo/Echo', Buffer.alloc(200_000)).catch(() => undefined);
  expect(answer?.status).not.toBe('0');
  expect(await call('/test.Echo/Echo', framed(Buffer.of(1)))).toMatchObject({ status: '0' });
});

test('what is written is read again', () => {
  const bytes = Buffer.concat([
    writeProtobufNumber(1, 300),
    writeProtobufBytes(2, 'ä'.repeat(200)),
    writeProtobufBytes(1000, new Uint8Array(0)),
  ]);
  expect([...readProtobuf(bytes)]).toEqual([
    { number: 1, value: 300 },
    { number: 2, value: Buffer.from('ä'.repeat(200)) },
    { number: 1000, value: Buffer.alloc(0) },
  ]);
});
