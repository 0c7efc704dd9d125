import {
  type Encoded,
  type JsonValue,
  type PlacedArguments,
  placeAttachments,
} from '@celeriac/signature';
import { collectBytes, type CollectOptions } from './collect-bytes.ts';

/** A timer of Node holds no more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Decides where the bytes of encoded arguments travel, and brings them there: into the body. */
export async function placeArguments(
  encoded: Encoded<Readonly<Record<string, JsonValue>>>,
  options: Pick<CollectOptions, 'signal'> & { readonly timeoutMs: number },
): Promise<PlacedArguments> {
  const { attachments } = encoded;
  const inMemory = attachments.flatMap(({ bytes }) => (bytes.kind === 'chunks' ? [bytes] : []));
  if (inMemory.length === attachments.length) return placeAttachments(encoded, inMemory);
  const timeoutMs = Math.max(0, Math.min(options.timeoutMs, LONGEST_TIMER_MS)) || 0;
  const deadline = AbortSignal.timeout(timeoutMs);
  const placements = await Promise.all(
    attachments.map((attachment) => {
      const name = String(attachment.at[0]);
      return collectBytes(attachment, { name, signal: options.signal, deadline });
    }),
  );
  return placeAttachments(encoded, placements);
}
