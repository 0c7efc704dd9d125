import { BrokerError } from '@celeriac/broker';
import type { CallBlobs } from '@celeriac/deployment';
import {
  type Attachment,
  type Encoded,
  type JsonValue,
  type PlacedArguments,
  placeAttachments,
  type Placement,
} from '@celeriac/signature';
import { readAttachment, type ReadOptions } from './read-attachment.ts';
import { addTransport, INLINE, type Transport } from './value-transport.ts';

/** Where bytes may go, and how long that may take. */
export interface PlaceOptions {
  readonly blobs: CallBlobs;
  /** At most so many bytes go into the body. */
  readonly maxBodyBytes: number;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/** A timer of Node holds no more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Decides where the bytes of encoded arguments travel, and brings them there: into the body, in their
 * order, as far as it has room; into the blob store otherwise.
 *
 * Throws `UNREADABLE_ARGUMENT`, `CANCELLED`, `TIMED_OUT`, or the error of a store that cannot be used.
 */
export async function placeArguments(
  encoded: Encoded<Readonly<Record<string, JsonValue>>>,
  { blobs, maxBodyBytes, signal, timeoutMs }: PlaceOptions,
): Promise<PlacedArguments & { readonly transport: Transport }> {
  const { attachments } = encoded;
  const limitMs = Math.trunc(Math.max(0, Math.min(timeoutMs, LONGEST_TIMER_MS))) || 0;
  const options = { signal, deadline: AbortSignal.timeout(limitMs) };
  let transport = INLINE;
  let inBody = 0;
  const placing = attachments.map((attachment): Promise<Placement> => {
    const { size } = attachment.bytes;
    const fits = inBody + size <= maxBodyBytes;
    if (fits) inBody += size;
    transport = addTransport(transport, fits ? 'body' : 'blob', size);
    return fits ? collect(attachment, options) : store(attachment, blobs, options);
  });
  // All have ended before an error is told: what they stored can then be removed.
  const placed = await Promise.allSettled(placing);
  const placements = placed.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  return { ...placeAttachments(encoded, placements), transport };
}

async function collect(attachment: Attachment, options: ReadOptions): Promise<Placement> {
  const { bytes } = attachment;
  if (bytes.kind === 'chunks') return bytes;
  const chunks = await Array.fromAsync(readAttachment(attachment, options));
  return { kind: 'chunks', size: bytes.size, chunks };
}

async function store(
  attachment: Attachment,
  blobs: CallBlobs,
  options: ReadOptions,
): Promise<Placement> {
  const { signal, deadline } = options;
  const { size } = attachment.bytes;
  const stream = (): AsyncIterable<Uint8Array> => readAttachment(attachment, options);
  const ended = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  try {
    return { kind: 'blob', claim: await blobs.put({ size, stream }, { signal: ended }) };
  } catch (error) {
    // An argument's own error says more; else it is the store that did not end in time.
    if (!ended.aborted || error !== ended.reason) throw error;
    const name = String(attachment.at[0]);
    if (signal?.aborted)
      throw new BrokerError('CANCELLED', `The call was cancelled while ${name} was stored.`, {
        cause: error,
      });
    throw new BrokerError('TIMED_OUT', `${name} was not in the blob store in time.`, {
      cause: error,
      remedy: 'Give the call more time, or look why the storage is slow.',
    });
  }
}
