import { Readable } from 'node:stream';
import { readJsonLines } from './read-json-lines.ts';
import { type CallOptions, callEngine, type Transport } from './transport.ts';

/** Makes an image of one layer from a tar of its files; see `EngineImages.import`. */
export function importImage(
  transport: Transport,
  layer: Uint8Array,
  target: { readonly repository: string; readonly tag: string } & CallOptions,
): Promise<void> {
  const { repository, tag, ...options } = target;
  const call = { ...options, action: `import image ${repository}:${tag}` };
  return callEngine(transport, call, async (abortSignal) => {
    const body = Readable.from([layer], { objectMode: false });
    const settings = { repo: repository, tag, abortSignal };
    const answer = await transport.docker.importImage(body, settings);
    // The image is there once the answer has ended.
    for await (const value of readJsonLines(answer as AsyncIterable<Uint8Array>)) {
      const { error } = value as { readonly error?: string };
      if (error !== undefined) throw new Error(error);
    }
  });
}
