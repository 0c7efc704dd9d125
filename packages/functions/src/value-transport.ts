import type { BlobStore } from '@celeriac/deployment';
import { elementType, isBytesType, type ValueType } from '@celeriac/signature';

/**
 * How values travelled.
 *
 * - `inline`: all of them in the JSON of the message
 * - `body`: bytes (data frames, files, blobs, graphics) beside the JSON, in the same message
 * - `blob`: some of the bytes apart from the message, as they are too many for it
 */
export type TransportKind = 'inline' | 'body' | 'blob';

/** How the values of one direction of a call travelled, and how many bytes were beside the JSON. */
export interface Transport {
  readonly kind: TransportKind;
  readonly bytes: number;
}

/** The values of one call, both ways; what is answered counts as it comes. */
export interface CallTransport {
  readonly arguments: Transport;
  readonly results: Transport;
}

/** How large values travel. */
export interface TransportSettings {
  readonly store: BlobStore;
  /** At most so many bytes travel in a message beside its JSON; the store has what is more. */
  readonly maxBodyBytes: number;
  /** How many results of a call may be in the store, where each needs an address of its own. */
  readonly maxLargeResults: number;
}

const RANKS: readonly TransportKind[] = ['inline', 'body', 'blob'];

/** Nothing but JSON has travelled. */
export const INLINE: Transport = { kind: 'inline', bytes: 0 };

/** Adds bytes to what has travelled already. */
export function addTransport(
  so: Transport,
  kind: Exclude<TransportKind, 'inline'>,
  bytes: number,
): Transport {
  const rank = Math.max(RANKS.indexOf(so.kind), RANKS.indexOf(kind));
  return { kind: RANKS[rank] ?? kind, bytes: so.bytes + bytes };
}

/** Whether values of a type have bytes beside the JSON. */
export function hasBytes(type: ValueType): boolean {
  return isBytesType(elementType(type) ?? type);
}
