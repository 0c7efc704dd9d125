import { performServerHandshake, type ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';

/** What a method answers: the bytes of its message, or a status of gRPC's other than 0. */
export type GrpcAnswer =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  | { readonly kind: 'status'; readonly status: number; readonly text: string };

/** Answers one call; what it throws is told as an internal error, without its text. */
export type GrpcMethod = (request: Uint8Array) => GrpcAnswer | Promise<GrpcAnswer>;

/** Status codes of gRPC. */
export const GRPC_STATUS = { notFound: 5, unimplemented: 12, internal: 13 } as const;

/** No request of ours is longer: each is a name and some annotations. */
const LONGEST_REQUEST = 64 * 1024;

/**
 * Answers unary calls of gRPC on a connection whose other end is the client; ends with it.
 *
 * Protocol: "gRPC over HTTP2". Messages are taken and sent uncompressed, whole.
 */
export function serveGrpc(
  connection: Duplex,
  methods: Readonly<Record<string, GrpcMethod>>,
): { close(): void } {
  const session = performServerHandshake(connection);
  // An engine that ends in the middle ends its build as well, which says more than this would.
  session.on('error', () => undefined);
  connection.on('error', () => undefined);
  session.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    void answer(stream, methods[String(headers[':path'])]);
  });
  return {
    close: () => {
      session.destroy();
      connection.destroy();
    },
  };
}

async function answer(stream: ServerHttp2Stream, method: GrpcMethod | undefined): Promise<void> {
  const reply = await call(stream, method).catch((): GrpcAnswer => {
    return { kind: 'status', status: GRPC_STATUS.internal, text: 'it could not be answered' };
  });
  if (stream.destroyed) return;
  const headers = { ':status': 200, 'content-type': 'application/grpc' };
  if (reply.kind === 'status') {
    const trailers = { 'grpc-status': String(reply.status), 'grpc-message': reply.text };
    stream.respond({ ...headers, ...trailers }, { endStream: true });
    return;
  }
  stream.respond(headers, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(frame(reply.bytes));
}

async function call(
  stream: ServerHttp2Stream,
  method: GrpcMethod | undefined,
): Promise<GrpcAnswer> {
  const request = await readMessage(stream);
  if (method === undefined)
    return { kind: 'status', status: GRPC_STATUS.unimplemented, text: 'no such method' };
  return await method(request);
}

async function readMessage(stream: ServerHttp2Stream): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > LONGEST_REQUEST) throw new RangeError('The request is too long.');
  }
  const body = Buffer.concat(chunks);
  if (body.length < 5 || body[0] !== 0 || body.readUInt32BE(1) !== body.length - 5)
    throw new RangeError('The request is no single plain message.');
  return body.subarray(5);
}

/** A message with its prefix: not compressed, and its length. */
function frame(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}
