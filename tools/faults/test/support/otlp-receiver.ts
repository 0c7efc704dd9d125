import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it was told to a collector. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  /** 2 is a server's, 3 a client's. */
  readonly kind: number;
  /** 2 is an error. */
  readonly status: number;
}

/** A collector of OTLP over HTTP, with bodies in protobuf. */
export interface OtlpReceiver extends AsyncDisposable {
  readonly endpoint: string;
  readonly spans: readonly ReceivedSpan[];
}

/** Listens on a free port; reads `ExportTraceServiceRequest` of opentelemetry-proto 1. */
export async function openOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (request.url === '/v1/traces') spans.push(...readSpans(Buffer.concat(pieces)));
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function readSpans(body: Buffer): readonly ReceivedSpan[] {
  const within = (message: Buffer, field: number): readonly Buffer[] =>
    readFields(message).flatMap((one) =>
      one.field === field && one.value instanceof Buffer ? [one.value] : [],
    );
  return within(body, 1)
    .flatMap((resourceSpans) => within(resourceSpans, 2))
    .flatMap((scopeSpans) => within(scopeSpans, 2))
    .map((span) => {
      const bytes = (field: number): Buffer => within(span, field)[0] ?? Buffer.alloc(0);
      const status = within(span, 15)[0] ?? Buffer.alloc(0);
      const number = (message: Buffer, field: number): number =>
        Number(readFields(message).find((one) => one.field === field)?.value ?? 0);
      return {
        traceId: bytes(1).toString('hex'),
        spanId: bytes(2).toString('hex'),
        parentSpanId: bytes(4).toString('hex'),
        name: bytes(5).toString(),
        kind: number(span, 6),
        status: number(status, 3),
      };
    });
}

interface Field {
  readonly field: number;
  readonly value: bigint | Buffer;
}

/** The fields of one protobuf message, in order. */
function readFields(message: Buffer): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (bytes: number): Buffer => message.subarray(at, (at += bytes));
  while (at < message.length) {
    const key = Number(varint());
    const [field, wire] = [key >> 3, key & 7];
    if (wire === 0) fields.push({ field, value: varint() });
    else fields.push({ field, value: take(wire === 2 ? Number(varint()) : wire === 1 ? 8 : 4) });
  }
  return fields;
}
