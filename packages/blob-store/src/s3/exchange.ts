import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BlobContent } from '@celeriac/deployment';
import { BlobStoreError } from '../blob-store-error.ts';
import { sizeOf, sized } from '../sized.ts';

/** One request of the storage. */
export interface Exchange {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  /** Signed. */
  readonly url: string;
  readonly content?: BlobContent;
  readonly signal?: AbortSignal | undefined;
}

/** A connection that is silent for so long is given up. */
const IDLE_MS = 30_000;
const TRIES = 3;
const PAUSE_MS = 200;

/**
 * Sends a request and resolves to the answer, its body unread; a storage that is away or out of order
 * is asked three times. Throws `UNREACHABLE`, `ACCESS_REFUSED` or `NOT_FOUND`.
 */
export async function exchange(wanted: Exchange): Promise<IncomingMessage> {
  const source: Source = {};
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await send(wanted, source);
      const status = answer.statusCode ?? 0;
      if (status < 300) return answer;
      throw toError(status, await readText(answer));
    } catch (error) {
      wanted.signal?.throwIfAborted();
      if ('brokenBy' in source) throw source.brokenBy;
      const failure = error instanceof BlobStoreError ? error : unreachable(wanted.url, error);
      if (!failure.retryable || attempt === TRIES) throw failure;
      await sleep(PAUSE_MS * attempt, undefined, wanted.signal ? { signal: wanted.signal } : {});
    }
  }
}

/** The whole of a short answer as text. */
export async function readText(answer: IncomingMessage): Promise<string> {
  const pieces = await Array.fromAsync(answer as AsyncIterable<Buffer>);
  return Buffer.concat(pieces).toString();
}

/** What is sent; its own error is nothing that the storage did. */
interface Source {
  brokenBy?: unknown;
}

async function send(
  { method, url, content, signal }: Exchange,
  source: Source,
): Promise<IncomingMessage> {
  const size = content && sizeOf(content);
  const request = (url.startsWith('https:') ? requestHttps : requestHttp)(url, {
    method,
    headers: size === undefined ? {} : { 'content-length': size },
    ...(signal && { signal }),
  });
  request.setTimeout(IDLE_MS, () =>
    request.destroy(new Error(`nothing came for ${IDLE_MS / 1000} s`)),
  );
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.once('response', resolve).on('error', reject);
  // A refusal may come before all was sent; the answer then says more than the broken pipe.
  write(request, content, source).catch((error: Error) => request.destroy(error));
  return await promise;
}

async function write(
  request: ClientRequest,
  content: BlobContent | undefined,
  source: Source,
): Promise<void> {
  if (content === undefined || content instanceof Uint8Array) request.end(content);
  else await pipeline(Readable.from(watched(content, source), { objectMode: false }), request);
}

async function* watched(
  content: Exclude<BlobContent, Uint8Array>,
  source: Source,
): AsyncGenerator<Uint8Array> {
  try {
    yield* sized(content);
  } catch (error) {
    source.brokenBy = error;
    throw error;
  }
}

function toError(status: number, body: string): BlobStoreError {
  const code = /<Code>([A-Za-z]+)<\/Code>/.exec(body)?.[1] ?? `status ${status}`;
  if (status === 404 && code !== 'NoSuchBucket')
    return new BlobStoreError('NOT_FOUND', 'The blob is gone from the storage.');
  const refused = status < 500 && status !== 408 && status !== 429;
  const kind = refused ? 'ACCESS_REFUSED' : 'UNREACHABLE';
  return new BlobStoreError(kind, `The blob storage answered ${code}.`);
}

function unreachable(url: string, cause: unknown): BlobStoreError {
  const { message, code } = cause as NodeJS.ErrnoException;
  const why = message === '' ? code : message;
  const place = new URL(url).host;
  return new BlobStoreError('UNREACHABLE', `The blob storage at ${place} failed: ${why}.`, {
    cause,
  });
}
