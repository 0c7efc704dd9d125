import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTcpProxy, type TcpProxy } from './open-tcp-proxy.ts';

/** A server that echoes, behind a proxy. */
let stack: AsyncDisposableStack;
let proxy: TcpProxy;
beforeEach(async () => {
  stack = new AsyncDisposableStack();
  const server = createServer((socket) => void socket.on('error', () => undefined).pipe(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stack.defer(() => new Promise<void>((resolve) => server.close(() => resolve())));
  proxy = stack.use(await openTcpProxy({ targetPort: (server.address() as AddressInfo).port }));
});
afterEach(() => stack.disposeAsync());

function open(): Socket {
  const socket = connect({ port: proxy.port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  stack.defer(() => void socket.destroy());
  return socket;
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

/** Sends and waits for as many bytes back; milliseconds until then. */
async function echo(socket: Socket, bytes: number): Promise<number> {
  const began = performance.now();
  let back = 0;
  const all = new Promise<void>((resolve) =>
    socket.on('data', (piece: Buffer) => (back += piece.length) >= bytes && resolve()),
  );
  socket.write(Buffer.alloc(bytes, 'x'));
  await all;
  socket.removeAllListeners('data');
  return performance.now() - began;
}

test('what is not harmed passes, however much it is', async () => {
  const socket = open();
  await echo(socket, 1);
  await echo(socket, 3_000_000);
  expect(proxy.connections).toBe(1);
});

test('a cut ends what is open and refuses what comes, until it is restored', async () => {
  const socket = open();
  await echo(socket, 1);
  proxy.cut();
  await closed(socket);
  await closed(open());
  proxy.restore();
  await echo(open(), 1);
  const again = open();
  await echo(again, 1);
  proxy.drop();
  await closed(again);
  await echo(open(), 1);
});

test('a black hole keeps connections open and takes nothing through before it is restored', async () => {
  const socket = open();
  await echo(socket, 1);
  proxy.blackHole();
  let came = false;
  const answer = echo(socket, 10).then(() => (came = true));
  const late = open();
  const lateAnswer = echo(late, 10);
  await sleep(100);
  expect(came).toBe(false);
  expect(socket.destroyed || late.destroyed).toBe(false);
  proxy.restore();
  await answer;
  await lateAnswer;
});

test('delays and throttles hold for each direction', async () => {
  const socket = open();
  await echo(socket, 1);
  proxy.shape({ delayMs: 60 });
  expect(await echo(socket, 1)).toBeGreaterThan(110);
  proxy.shape({ bytesPerSecond: 100_000 });
  expect(await echo(socket, 20_000)).toBeGreaterThan(190);
  proxy.restore();
  await echo(socket, 1_000_000);
});

test('what was said before an end in order arrives late as well', async () => {
  const socket = open();
  await echo(socket, 1);
  proxy.shape({ delayMs: 50 });
  const over = closed(socket);
  let back = '';
  socket.on('data', (piece: Buffer) => (back += piece.toString()));
  socket.end('goodbye');
  await over;
  expect(back).toBe('goodbye');
});
