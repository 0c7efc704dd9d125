import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of a file's content, read as a stream, as lower-case hexadecimal digits. */
export async function hashFile(
  absolutePath: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(absolutePath), hash, signal ? { signal } : {});
  return hash.digest('hex');
}
