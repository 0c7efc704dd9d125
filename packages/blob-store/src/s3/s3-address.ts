import { BlobStoreError } from '../blob-store-error.ts';

/** Where a bucket is, and the credentials for it. */
export interface S3Address {
  /** `https://host:port`, as seen from here. */
  readonly endpoint: string;
  /** The same storage as seen from a worker. */
  readonly workerEndpoint: string;
  readonly bucket: string;
  /** What all keys begin with, with a slash at its end, or empty. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string | undefined;
}

/**
 * Reads `http(s)://key:secret@host[:port]/bucket[/prefix][?region=…]`; of a worker's address only
 * protocol, host and port matter.
 */
export function parseS3Address(url: string, workerUrl?: string): S3Address {
  const parsed = parseHttp(url, 'the address');
  const [bucket = '', ...prefix] = parsed.pathname.split('/').filter((part) => part !== '');
  const accessKeyId = decodeURIComponent(parsed.username);
  const secretAccessKey = decodeURIComponent(parsed.password);
  if (bucket === '') throw invalid('names no bucket');
  if (accessKeyId === '' || secretAccessKey === '') throw invalid('holds no key and secret');
  return {
    endpoint: parsed.origin,
    workerEndpoint:
      workerUrl === undefined ? asWorkersSee(parsed) : parseHttp(workerUrl, "a worker's").origin,
    bucket,
    prefix: prefix.map((part) => `${part}/`).join(''),
    accessKeyId,
    secretAccessKey,
    region: parsed.searchParams.get('region') ?? undefined,
  };
}

/** A container's localhost is not the host's. */
function asWorkersSee(url: URL): string {
  if (!['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)) return url.origin;
  const seen = new URL(url.origin);
  seen.hostname = 'host.docker.internal';
  return seen.origin;
}

function parseHttp(url: string, whose: string): URL {
  const parsed = URL.parse(url);
  if (parsed !== null && /^https?:$/.test(parsed.protocol)) return parsed;
  throw invalid(`is no http:// or https:// URL (${whose})`);
}

/** Says nothing of what the address holds: a secret is in it. */
function invalid(why: string): BlobStoreError {
  return new BlobStoreError('INVALID_OPTION', `The address of the blob storage ${why}.`);
}
