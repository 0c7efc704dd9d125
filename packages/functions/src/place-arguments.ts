import {
  type Attachment,
  type Chunks,
  type Encoded,
  type JsonValue,
  type PlacedArguments,
  placeAttachments,
} from '@celeriac/signature';
import { FunctionsError } from './functions-error.ts';

/**
 * Decides where the bytes of encoded arguments travel, and brings them there: into the body.
 *
 * Throws `UNREADABLE_ARGUMENT` where a source of bytes fails, or gives more or less than it said.
 */
export async function placeArguments(
  encoded: Encoded<Readonly<Record<string, JsonValue>>>,
): Promise<PlacedArguments> {
  return placeAttachments(encoded, await Promise.all(encoded.attachments.map(readIntoMemory)));
}

async function readIntoMemory({ at, bytes }: Attachment): Promise<Chunks> {
  if (bytes.kind === 'chunks') return bytes;
  const [name] = at;
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of bytes.stream()) {
      size += chunk.byteLength;
      if (size > bytes.size) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    const message = `${name}: its bytes cannot be read: ${(cause as Error).message}`;
    throw new FunctionsError('UNREADABLE_ARGUMENT', message, { cause });
  }
  if (size === bytes.size) return { kind: 'chunks', size, chunks };
  const found = size > bytes.size ? 'more' : `only ${size}`;
  const message = `${name}: it said that it has ${bytes.size} bytes, and gave ${found}.`;
  throw new FunctionsError('UNREADABLE_ARGUMENT', message, {
    remedy: 'Leave a file alone while it is sent.',
  });
}
