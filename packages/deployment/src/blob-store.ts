import type { BlobClaim, ByteSource } from '@celeriac/signature';
import type { AppIdentity } from './names.ts';
import type { Endpoint } from './network-policy.ts';
import type { Abortable } from './ports.ts';

/** Bytes in memory, or something of known size that gives them in pieces. */
export type BlobContent = Uint8Array | ByteSource;

/** Where the worker of one call puts results that are too large for a message; part of the call's message. */
export interface BlobSlots {
  /** The keys of the call are `<call>/<name>`. */
  readonly call: string;
  /** At most so many bytes of a reply's parts travel in the reply; larger ones go to the store. */
  readonly limitBytes: number;
  /** Signed, each for one `PUT`: result `n` is `<call>/r<n>`. Left out for a directory, where any name goes. */
  readonly urls?: readonly string[];
}

/** A blob that was opened: it can be read however often, also when it is gone from its store. */
export interface OpenBlob extends Disposable {
  readonly size: number;
  /** Its bytes in pieces of at most 1 MiB, from the beginning at each call. */
  stream(): AsyncIterable<Uint8Array>;
  /** All of it, in memory. */
  bytes(): Promise<Uint8Array>;
}

/** The blobs of one call; nothing is made before the first is. */
export interface CallBlobs {
  /** Stores one input; in bounded memory where the content is a stream. */
  put(content: BlobContent, options?: Abortable): Promise<BlobClaim>;
  /** Lets the worker store results: `count` of them where each needs a URL of its own. */
  allowResults(options: {
    readonly count: number;
    readonly limitBytes: number;
  }): Promise<BlobSlots>;
  /**
   * Opens a result; what it needs until it is closed is on this machine's disk. Refuses a key that
   * is none of this call's, and a blob of another size.
   */
  open(claim: Pick<BlobClaim, 'blob' | 'bytes'>, options?: Abortable): Promise<OpenBlob>;
  /**
   * Removes all there is of the call. `claimed`: the call ended well, so that every result there is
   * was opened here, which spares a look at the store. Never throws: what stays is swept.
   */
  remove(options: { readonly claimed: boolean }): Promise<void>;
}

/** What an app's containers need of a blob store. */
export interface BlobPlace {
  /** Folder of this machine to mount in them; `undefined` for none. */
  readonly directory: string | undefined;
  /** What they connect to. */
  readonly service?: Endpoint;
}

/** Which apps are meant; what is left out matches every one of the instance. */
export type BlobOwner = Partial<Pick<AppIdentity, 'plugin' | 'app'>>;

/**
 * Keeps values that are too large for a message, apart for every app of one instance.
 *
 * Adapter: `@celeriac/blob-store`, a directory per app or S3-compatible storage.
 */
export interface BlobStore extends AsyncDisposable {
  /**
   * Makes what an app's containers need and says what to give them: the app's directory on this
   * machine to mount, or the `service` that they connect to. Throws where the store cannot be used.
   */
  prepare(app: Pick<AppIdentity, 'plugin' | 'app'>, options?: Abortable): Promise<BlobPlace>;
  /**
   * Begins a call that lasts at most so long: its blobs are swept after that, or when this process
   * has ended, unless it is told that the call `outlivesProcess`.
   */
  openCall(
    app: Pick<AppIdentity, 'plugin' | 'app'>,
    options: { readonly timeoutMs: number; readonly outlivesProcess?: boolean },
  ): CallBlobs;
  /** Opens results of a call of the app that another process began, and removes its blobs. */
  attachCall(app: Pick<AppIdentity, 'plugin' | 'app'>): Pick<CallBlobs, 'open' | 'remove'>;
  /** Removes what calls left whose client has ended or whose time is over; resolves to how many calls. */
  sweep(options?: Abortable): Promise<number>;
  /** Removes all there is of the apps; resolves to how many calls had left something. */
  remove(owner: BlobOwner, options?: Abortable): Promise<number>;
}
