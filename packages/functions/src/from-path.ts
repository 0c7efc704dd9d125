import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ByteSource } from '@celeriac/signature';
import { FunctionsError } from './functions-error.ts';

/** A file on this machine, read when it is sent. */
export interface PathSource extends ByteSource {
  readonly name: string;
  readonly mediaType: string;
}

/**
 * Makes an argument for a `file` or `blob` of a file on this machine, which is read when it is sent
 * and never whole in memory where it is large.
 *
 * `name` is that of the path and `mediaType` `application/octet-stream`, unless they are given. Rejects
 * with `UNREADABLE_ARGUMENT` where there is no such file.
 */
export async function fromPath(
  path: string,
  options: { readonly name?: string; readonly mediaType?: string } = {},
): Promise<PathSource> {
  const facts = await stat(path).catch((cause: unknown) => {
    const message = `"${path}" cannot be read: ${(cause as Error).message}`;
    throw new FunctionsError('UNREADABLE_ARGUMENT', message, { cause });
  });
  if (!facts.isFile())
    throw new FunctionsError('UNREADABLE_ARGUMENT', `"${path}" is no file.`, {
      remedy: 'Name a regular file: what has no known size cannot be sent.',
    });
  return {
    name: options.name ?? basename(path),
    mediaType: options.mediaType ?? 'application/octet-stream',
    size: facts.size,
    stream: () => createReadStream(path, { highWaterMark: 1_048_576 }),
  };
}
