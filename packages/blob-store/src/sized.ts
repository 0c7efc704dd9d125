import type { BlobContent } from '@celeriac/deployment';
import { BlobStoreError } from './blob-store-error.ts';

/** How many bytes content has. */
export function sizeOf(content: BlobContent): number {
  return content instanceof Uint8Array ? content.length : content.size;
}

/** The pieces of a stream, which are as many bytes as its size says or an error. */
export async function* sized(
  content: Exclude<BlobContent, Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const { size } = content;
  let given = 0;
  for await (const piece of content.stream()) {
    given += piece.length;
    if (given > size) break;
    yield piece;
  }
  if (given === size) return;
  const got = given > size ? 'more' : `only ${given}`;
  throw new BlobStoreError('INVALID_OPTION', `The content says ${size} bytes, and gave ${got}.`, {
    remedy: 'Do not change what is sent while it is sent.',
  });
}
