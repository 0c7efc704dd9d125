import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { failureOf } from '../../test/failure-of.ts';
import { parseBrokerUrl } from '../broker-url.ts';
import { createManagementClient, type ManagementClient } from './management-client.ts';

const address = parseBrokerUrl('amqp://me:s3cret@localhost');

interface FakeManagement extends AsyncDisposable {
  readonly client: ManagementClient;
  readonly seen: IncomingMessage[];
}

async function start(
  answer: (response: ServerResponse) => void,
  { credentials = '', timeoutMs = 10_000 } = {},
): Promise<FakeManagement> {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    answer(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const managementUrl = `http://${credentials}127.0.0.1:${port}/broker/`;
  return {
    client: createManagementClient({ managementUrl, address, timeoutMs }),
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const status =
  (code: number, body: string) =>
  (response: ServerResponse): void =>
    void response.writeHead(code).end(body);

test('encodes names, keeps the path of the URL and prefers its credentials', async () => {
  await using api = await start(status(200, '{"a":1}'), { credentials: 'ops:p%40ss@' });
  expect(await api.client.get(['queues', '/', 'a b/ü'])).toEqual({ a: 1 });
  const [request] = api.seen;
  expect(request?.url).toBe('/broker/api/queues/%2F/a%20b%2F%C3%BC');
  const basic = Buffer.from('ops:p@ss').toString('base64');
  expect(request?.headers.authorization).toBe(`Basic ${basic}`);
});

test('what is gone is no error, but for what is to be made', async () => {
  await using api = await start(status(404, '{"error":"Object Not Found","reason":"Not Found"}'));
  expect(await api.client.get(['queues', '/', 'q'])).toBeUndefined();
  await expect(api.client.remove(['users', 'u'])).resolves.toBeUndefined();
  expect(await failureOf(api.client.put(['users', 'u'], {}))).toMatchObject({
    code: 'MANAGEMENT_FAILED',
  });
});

test.each([
  [401, '{"reason":"Login failed"}', 'ACCESS_REFUSED'],
  [400, '{"reason":"inequivalent arg \'type\'"}', 'CONFLICT'],
  [500, '<h1>no</h1>', 'MANAGEMENT_FAILED'],
  [200, '<html>some other server</html>', 'MANAGEMENT_UNREACHABLE'],
])('status %i with %j is %s', async (code, body, expected) => {
  await using api = await start(status(code, body));
  const error = await failureOf(api.client.get(['overview']));
  expect(error).toMatchObject({ code: expected });
  expect(`${error.stack}${error.remedy}`).not.toContain('s3cret');
});

test('an API that does not answer is given up, or cancelled', async () => {
  await using api = await start(() => undefined, { timeoutMs: 150 });
  const late = await failureOf(api.client.get(['overview']));
  expect(late).toMatchObject({ code: 'MANAGEMENT_UNREACHABLE', retryable: true });
  expect(late.remedy).toContain('rabbitmq-plugins enable rabbitmq_management');
  const cancelled = await failureOf(api.client.get(['overview'], AbortSignal.timeout(20)));
  expect(cancelled).toMatchObject({ code: 'CANCELLED' });
});

test('a URL that is none is refused', () => {
  expect(() =>
    createManagementClient({ managementUrl: 'amqp://h', address, timeoutMs: 1 }),
  ).toThrow('no HTTP URL');
});
