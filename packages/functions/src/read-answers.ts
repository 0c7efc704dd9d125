import type { CallBlobs, OpenBlob } from '@celeriac/deployment';
import { findReferences, type FoundReference, type FunctionSignature } from '@celeriac/signature';
import { addTransport, INLINE, type Transport } from './value-transport.ts';

/** What a worker answered or yielded: its JSON, and the bytes that it refers to. */
export interface Answer {
  readonly json: unknown;
  readonly references: readonly FoundReference[];
  readonly parts: readonly Uint8Array[];
  /** Blobs by their reference; each is opened as its answer comes, so that the call's can go. */
  readonly opened: ReadonlyMap<object, Promise<OpenBlob>>;
}

/** Reads the answers of one call. */
export interface AnswerReader {
  /** The `readValue` of the call. */
  readonly read: (json: unknown, parts: readonly Uint8Array[]) => Answer;
  /** How what came so far has travelled. */
  readonly received: Transport;
  /** Resolves when every blob that was answered with is open, or cannot be. */
  settled(): Promise<unknown>;
}

/** Makes the reader of a call's answers; without `blobs` it may have none. */
export function createAnswerReader(
  signature: FunctionSignature,
  blobs: Pick<CallBlobs, 'open'> | undefined,
): AnswerReader {
  const opening: Promise<OpenBlob>[] = [];
  let received = INLINE;
  const open = (blob: string, bytes: number): Promise<OpenBlob> => {
    const opened = blobs?.open({ blob, bytes }) ?? Promise.reject(new Error('no blobs expected'));
    opened.catch(() => undefined);
    opening.push(opened);
    return opened;
  };
  return {
    read(json, parts) {
      const opened = new Map<object, Promise<OpenBlob>>();
      const references = findReferences(signature, json);
      for (const { reference, json: key } of references)
        if (reference.kind === 'blob') {
          received = addTransport(received, 'blob', reference.size);
          opened.set(key, open(reference.blob, reference.size));
        } else {
          const size = parts[reference.part]?.byteLength ?? 0;
          received = addTransport(received, 'body', size);
        }
      return { json, references, parts, opened };
    },
    get received() {
      return received;
    },
    settled: () => Promise.allSettled(opening),
  };
}
