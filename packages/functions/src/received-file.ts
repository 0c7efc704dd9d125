import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ByteSource } from '@celeriac/signature';

/**
 * A file that a function answered with. It can be passed to another call as it is.
 *
 * A large one is not in memory until `bytes` or `text` is asked for; `stream` and `saveTo` need a
 * megabyte or so, whatever its size.
 */
export interface ReceivedFile extends ByteSource {
  readonly name: string;
  /** Such as `text/csv`. */
  readonly mediaType: string;
  /** In bytes. */
  readonly size: number;
  /** Its bytes in pieces, from the beginning at each call. */
  stream(): AsyncIterable<Uint8Array>;
  /** All of it, in memory. */
  bytes(): Promise<Uint8Array>;
  /** All of it as UTF-8; what is no UTF-8 becomes U+FFFD. */
  text(): Promise<string>;
  /** Writes it to a path, over what is there. */
  saveTo(path: string): Promise<void>;
}

/** Makes the file of a name and media type around its bytes, or around where they can be read. */
export function toReceivedFile(
  { name, mediaType }: Pick<ReceivedFile, 'name' | 'mediaType'>,
  content: Uint8Array | ByteSource,
): ReceivedFile {
  const inMemory = content instanceof Uint8Array ? content : undefined;
  const source: ByteSource =
    content instanceof Uint8Array
      ? { size: content.byteLength, stream: () => one(content) }
      : content;
  const bytes = async (): Promise<Uint8Array> => inMemory ?? (await readAll(source));
  return {
    name,
    mediaType,
    size: source.size,
    stream: () => source.stream(),
    bytes,
    text: async () => new TextDecoder().decode(await bytes()),
    saveTo: async (path) => pipeline(source.stream(), createWriteStream(path)),
  };
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function readAll(source: ByteSource): Promise<Uint8Array> {
  const all = new Uint8Array(source.size);
  let size = 0;
  for await (const chunk of source.stream()) {
    all.set(chunk, size);
    size += chunk.byteLength;
  }
  return all;
}
