import type { IncomingMessage } from 'node:http';
import type { BlobContent } from '@celeriac/deployment';
import { AwsV4Signer } from 'aws4fetch';
import { exchange, readText } from './exchange.ts';
import type { S3Address } from './s3-address.ts';

/** The objects of one bucket below its prefix; see `exchange` for what is thrown. */
export interface S3Bucket {
  /** An address that lets whoever has it do one thing with one object, from a worker's place. */
  signForWorker(method: 'GET' | 'PUT', key: string, expiresSeconds: number): Promise<string>;
  put(key: string, content: BlobContent, signal?: AbortSignal): Promise<void>;
  get(key: string, signal?: AbortSignal): Promise<IncomingMessage>;
  /** No error where there is none. */
  delete(key: string, signal?: AbortSignal): Promise<void>;
  /** Keys that begin so, a thousand at a time; `most` bounds how many are asked for. */
  list(prefix: string, options?: ListOptions): AsyncIterable<readonly string[]>;
}

/** How keys are listed. */
export interface ListOptions {
  readonly most?: number;
  readonly signal?: AbortSignal | undefined;
}

/** The longest that a signature of version 4 is valid. */
const LONGEST_SECONDS = 604_800;
const OWN_SECONDS = 900;

/** Opens a bucket by its address in the path, which every S3-compatible storage knows. */
export function openBucket(address: S3Address): S3Bucket {
  const { bucket, prefix, accessKeyId, secretAccessKey, region } = address;
  const cache = new Map<string, ArrayBuffer>();
  const sign = async (method: string, url: URL, expiresSeconds: number): Promise<string> => {
    const seconds = Math.min(LONGEST_SECONDS, Math.max(1, Math.ceil(expiresSeconds)));
    url.searchParams.set('X-Amz-Expires', String(seconds));
    const signer = new AwsV4Signer({
      method,
      url: url.href,
      accessKeyId,
      secretAccessKey,
      service: 's3',
      signQuery: true,
      cache,
      ...(region !== undefined && { region }),
    });
    return (await signer.sign()).url.href;
  };
  const at = (key: string, endpoint = address.endpoint): URL =>
    new URL(`${endpoint}/${bucket}/${prefix}${key}`);
  const own = (method: string, url: URL): Promise<string> => sign(method, url, OWN_SECONDS);
  return {
    signForWorker: (method, key, expiresSeconds) =>
      sign(method, at(key, address.workerEndpoint), expiresSeconds),
    async put(key, content, signal) {
      const url = await own('PUT', at(key));
      (await exchange({ method: 'PUT', url, content, signal })).resume();
    },
    get: async (key, signal) =>
      await exchange({ method: 'GET', url: await own('GET', at(key)), signal }),
    async delete(key, signal) {
      (await exchange({ method: 'DELETE', url: await own('DELETE', at(key)), signal })).resume();
    },
    async *list(below, { most = 1000, signal } = {}) {
      for (let token: string | undefined; ;) {
        const query = new URL(`${address.endpoint}/${bucket}`);
        query.searchParams.set('list-type', '2');
        query.searchParams.set('prefix', prefix + below);
        query.searchParams.set('max-keys', String(most));
        query.searchParams.set('encoding-type', 'url');
        if (token !== undefined) query.searchParams.set('continuation-token', token);
        const url = await own('GET', query);
        const page = await readText(await exchange({ method: 'GET', url, signal }));
        yield readTags(page, 'Key').map((key) => decodeURIComponent(key).slice(prefix.length));
        [token] = readTags(page, 'NextContinuationToken');
        if (token === undefined || most < 1000) return;
      }
    },
  };
}

/** The texts of an element that holds nothing but text; S3's answers need no more of XML. */
function readTags(xml: string, tag: string): readonly string[] {
  const found = xml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'));
  return Array.from(found, ([, text = '']) => text.replaceAll('&amp;', '&'));
}
