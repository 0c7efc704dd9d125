import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { failureOf } from '../../test/failure-of.ts';
import { blockedArguments, startFakeBroker } from '../../test/fake-broker.ts';
import { connectBroker } from './connect-broker.ts';

const request = { task: 'Demo:add', queue: 'q', contract: 'c', kwargs: {}, trustedUsers: ['u'] };

/** Disposing of it waits until the other side has closed every socket. */
async function listen(greeting: string): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).resume();
    if (greeting !== '') socket.end(greeting);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `amqp://someone:s3cret@127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

test('names the address where nothing listens, and no password', async () => {
  const { url } = await (async () => {
    await using closed = await listen('');
    return closed;
  })();
  const error = await failureOf(connectBroker({ url }));
  expect(error).toMatchObject({ code: 'UNREACHABLE', retryable: true, maybeExecuted: false });
  expect(error.message).toContain(new URL(url).host);
  expect(`${error.stack}${error.remedy}${String(error.cause)}`).not.toContain('s3cret');
});

test('gives up a host that does not answer, closing its sockets', async () => {
  await using hole = await listen('');
  const start = performance.now();
  const error = await failureOf(connectBroker({ url: hole.url, connectTimeoutMs: 100 }));
  expect(error).toMatchObject({ code: 'UNREACHABLE' });
  expect(performance.now() - start).toBeLessThan(1_000);
});

test('connecting ends by its signal', async () => {
  await using hole = await listen('');
  const signal = AbortSignal.timeout(50);
  expect(await failureOf(connectBroker({ url: hole.url, signal }))).toMatchObject({
    code: 'CANCELLED',
  });
});

test('tells what does not speak AMQP', async () => {
  await using web = await listen('HTTP/1.1 400 Bad Request\r\n\r\n');
  const error = await failureOf(connectBroker({ url: web.url }));
  expect(error).toMatchObject({ code: 'UNREACHABLE' });
});

test('a broker that falls silent while connecting is given up', async () => {
  await using broker = await startFakeBroker();
  const connecting = failureOf(connectBroker({ url: broker.url, connectTimeoutMs: 200 }));
  await expect.poll(() => broker.sockets.size, { interval: 1 }).toBe(2);
  broker.fallSilent();
  expect(await connecting).toMatchObject({ code: 'UNREACHABLE' });
  await expect.poll(() => broker.sockets.size).toBe(0);
});

test('a blocked broker fails new calls at once, and takes them again afterwards', async () => {
  await using broker = await startFakeBroker();
  await using client = await connectBroker({ url: broker.url, maxInFlight: 1 });
  const sent = client.call(request);
  const waiting = client.call(request);
  expect([sent.state, waiting.state]).toEqual(['queued', 'waiting']);
  broker.send('10.60', blockedArguments('low on memory'));
  const error = await failureOf(waiting.result);
  expect(error).toMatchObject({ code: 'BLOCKED', retryable: true, maybeExecuted: false });
  expect(error.message).toContain('low on memory');
  expect(await failureOf(client.call(request).result)).toMatchObject({ code: 'BLOCKED' });
  broker.send('10.61', Buffer.alloc(0));
  await expect.poll(() => client.call(request).state).toBe('waiting');
  expect(sent.state).toBe('queued');
});

test('a wait for room in flight ends in time', async () => {
  await using broker = await startFakeBroker();
  await using client = await connectBroker({ url: broker.url, maxInFlight: 1 });
  const sent = client.call(request);
  const error = await failureOf(client.call(request, { timeoutMs: 50 }).result);
  expect(error).toMatchObject({ code: 'TIMED_OUT', phase: 'waiting', maybeExecuted: false });
  const next = client.call(request);
  sent.cancel();
  expect(next.state).toBe('queued');
});

test('when the broker stays away, calls that wait for it end and a later one tries again', async () => {
  const broker = await startFakeBroker();
  const client = await connectBroker({ url: broker.url, reconnectTimeoutMs: 150 });
  const sent = client.call(request);
  await broker[Symbol.asyncDispose]();
  expect(await failureOf(sent.result)).toMatchObject({ code: 'CONNECTION_LOST' });
  for (let times = 0; times < 2; times++) {
    const error = await failureOf(client.call(request).result);
    expect(error).toMatchObject({ code: 'UNREACHABLE', maybeExecuted: false, phase: 'waiting' });
  }
  const waiting = client.call(request);
  await client.close();
  expect(await failureOf(waiting.result)).toMatchObject({ code: 'CLOSED', maybeExecuted: false });
});

test('a silent connection is given up by its heartbeat', async () => {
  await using broker = await startFakeBroker();
  await using client = await connectBroker({ url: broker.url, heartbeatSeconds: 1 });
  broker.fallSilent();
  const sent = client.call(request);
  expect(await failureOf(sent.result)).toMatchObject({ code: 'CONNECTION_LOST' });
});

test('closing a connection that does not answer takes a second or two', async () => {
  await using broker = await startFakeBroker();
  const client = await connectBroker({ url: broker.url });
  broker.fallSilent();
  const start = performance.now();
  await client.close();
  expect(performance.now() - start).toBeLessThan(4_000);
  await expect.poll(() => broker.sockets.size).toBe(0);
});
