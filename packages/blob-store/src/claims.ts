import type { AppIdentity, BlobClaim } from '@celeriac/deployment';
import { toResourceName } from '@celeriac/deployment';
import { BlobStoreError } from './blob-store-error.ts';
import { isCallName } from './call-name.ts';

const BLOB_NAME = /^[a-z][a-z0-9-]{0,63}$/;

/** The part of a store that belongs to an app. */
export function appFolder({ plugin, app }: Pick<AppIdentity, 'plugin' | 'app'>): string {
  return `${pluginPrefix(plugin)}${toResourceName(app)}`;
}

/** What the names of all app folders of a plugin begin with. */
export function pluginPrefix(plugin: string): string {
  return `${toResourceName(plugin)}.`;
}

/**
 * The call and the blob's name within it; throws `BAD_CLAIM` for one that is not of the call given, or
 * of any where none is given.
 */
export function checkClaim(
  { blob, bytes }: Pick<BlobClaim, 'blob' | 'bytes'>,
  call?: string,
): { readonly call: string; readonly name: string } {
  const [of = '', name = '', ...rest] = blob.split('/');
  const sized = Number.isSafeInteger(bytes) && bytes >= 0;
  const isOne = call === undefined ? isCallName(of) : of === call;
  if (isOne && rest.length === 0 && sized && BLOB_NAME.test(name)) return { call: of, name };
  throw new BlobStoreError('BAD_CLAIM', 'The worker names a blob that is none of its call.');
}

/** A blob that is not as its claim says. */
export function notAsClaimed(name: string, why: string): BlobStoreError {
  return new BlobStoreError('BAD_CLAIM', `The blob ${name} is not as the worker says: ${why}.`);
}
