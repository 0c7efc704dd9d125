import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { User } from '../server/access-control.ts';
import type { BrokerParts } from '../server/broker-parts.ts';
import { badRequest, NOT_FOUND, type HttpAnswer } from './http-answer.ts';
import { answerRequest } from './routes.ts';

const MAX_BODY_BYTES = 1_048_576;

/**
 * Makes the server of RabbitMQ's management HTTP API, as far as Celeriac uses it: users,
 * permissions and limits, queues, exchanges and bindings, connections.
 */
export function createManagementServer(parts: BrokerParts): Server {
  return createServer((request, response) => {
    void answer(parts, request).then(
      (found) => send(response, found),
      (error: unknown) => send(response, badRequest(String(error))),
    );
  });
}

async function answer(parts: BrokerParts, request: IncomingMessage): Promise<HttpAnswer> {
  const user = authenticate(parts, request.headers.authorization ?? '');
  if (user === undefined) {
    const reason = 'Login failed: a user with the tag "administrator" is needed';
    return { status: 401, body: { error: 'not_authorised', reason } };
  }
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const [api, ...path] = pathname.split('/').slice(1).map(decodeURIComponent);
  if (api !== 'api') return NOT_FOUND;
  const body = await readBody(request);
  if (body === undefined) return badRequest('the body is no JSON object');
  const method = request.method ?? 'GET';
  return answerRequest(parts, { method, path, query: searchParams, body, user });
}

function authenticate(parts: BrokerParts, authorization: string): User | undefined {
  const [scheme, encoded = ''] = authorization.split(' ');
  if (scheme !== 'Basic') return undefined;
  const [name = '', ...password] = Buffer.from(encoded, 'base64').toString().split(':');
  const user = parts.access.authenticate(name, password.join(':'));
  return user?.tags.includes('administrator') === true ? user : undefined;
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
    return isObject ? (body as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, { status, body }: HttpAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
