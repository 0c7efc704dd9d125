import { type BlobOwner, type BlobStore, toEndpoint } from '@celeriac/deployment';
import { isLeftBehind } from '../call-name.ts';
import { appFolder, pluginPrefix } from '../claims.ts';
import { parseS3Address } from './s3-address.ts';
import { openBucket } from './s3-bucket.ts';
import { attachS3Call, createS3Call } from './s3-call.ts';

/** Where the objects of an instance lie. */
export interface S3StoreOptions {
  readonly instance: string;
  /** See `parseS3Address`. */
  readonly url: string;
  readonly workerUrl?: string;
}

const AT_ONCE = 16;

/**
 * A store in S3-compatible storage; keys are `celeriac/<instance>/<app>/<call>/<name>`.
 *
 * Workers hold no credentials: each call's message brings addresses that are signed for its own
 * blobs and its own time.
 */
export function createS3Store({ instance, url, workerUrl }: S3StoreOptions): BlobStore {
  const address = parseS3Address(url, workerUrl);
  const bucket = openBucket(address);
  const base = `celeriac/${instance}/`;
  const removeWhere = async (
    prefix: string,
    isMeant: (call: string) => boolean,
    signal: AbortSignal | undefined,
  ): Promise<number> => {
    const calls = new Set<string>();
    for await (const page of bucket.list(prefix, { signal })) {
      const meant = page.filter((key) => isMeant(toCall(key, base)));
      for (const key of meant) calls.add(toCall(key, base));
      while (meant.length > 0)
        await Promise.all(meant.splice(0, AT_ONCE).map((key) => bucket.delete(key, signal)));
    }
    return calls.size;
  };
  return {
    async prepare(_app, { signal } = {}) {
      for await (const _ of bucket.list(base, { most: 1, signal }));
      return { directory: undefined, service: toEndpoint(address.workerEndpoint) };
    },
    openCall: (app, life) => createS3Call(bucket, `${base}${appFolder(app)}/`, life),
    attachCall: (app) => attachS3Call(bucket, `${base}${appFolder(app)}/`),
    sweep: ({ signal } = {}) => removeWhere(base, (call) => isLeftBehind(call), signal),
    remove: (owner, { signal } = {}) => removeWhere(base + prefixOf(owner), () => true, signal),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function prefixOf({ plugin, app }: BlobOwner): string {
  if (plugin === undefined) return '';
  return app === undefined ? pluginPrefix(plugin) : `${appFolder({ plugin, app })}/`;
}

function toCall(key: string, base: string): string {
  return key.slice(base.length).split('/')[1] ?? '';
}
