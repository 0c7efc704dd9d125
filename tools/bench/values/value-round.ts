import { randomBytes } from 'node:crypto';
import type { Functions, ReceivedFile } from '@celeriac/functions';
import { readPeak, restPeak } from './peak-memory.ts';

/** What is sent and comes back: bytes, a frame of five columns, or a file that is read or written in pieces. */
export interface ValueShape {
  readonly kind: 'blob' | 'frame' | 'file-in' | 'file-out';
  /** Bytes; of a frame, rows. */
  readonly size: number;
}

/** One round: a value there and back. */
export interface ValueRound {
  readonly seconds: number;
  /** Peaks above what the processes had in memory before. */
  readonly clientPeakBytes: number;
  readonly workerPeakBytes: number;
}

const PIECE_BYTES = 1_048_576;

/** Makes the values once, and runs rounds with them through an app of ours. */
export async function prepareRounds(
  functions: Functions,
  plugin: string,
  shape: ValueShape,
): Promise<() => Promise<ValueRound>> {
  const call = (name: string, args: Record<string, unknown> = {}): Promise<unknown> =>
    functions.call(`${plugin}:${name}`, args);
  const { kind, size } = shape;
  const table = kind === 'frame' ? await call('makeFrame', { rows: size }) : undefined;
  const data = kind === 'blob' ? randomBytes(size) : undefined;
  const send: Record<ValueShape['kind'], () => Promise<unknown>> = {
    blob: () => call('echoBlob', { data }),
    frame: () => call('echoFrame', { table }),
    'file-in': () => call('drain', { source: toSource(size) }),
    'file-out': async () =>
      readToEnd((await call('produce', { size: BigInt(size) })) as ReceivedFile),
  };
  return async () => {
    const workerBefore = Number(await call('restPeak'));
    globalThis.gc?.();
    const clientBefore = restPeak();
    const began = performance.now();
    await send[kind]();
    const seconds = (performance.now() - began) / 1_000;
    const clientPeakBytes = readPeak() - clientBefore;
    const workerPeakBytes = Number(await call('peak')) - workerBefore;
    return { seconds, clientPeakBytes, workerPeakBytes };
  };
}

function toSource(size: number): object {
  const piece = randomBytes(PIECE_BYTES);
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (let sent = 0; sent < size; sent += PIECE_BYTES)
      yield piece.subarray(0, Math.min(PIECE_BYTES, size - sent));
  }
  return { name: 'source.bin', size, stream };
}

async function readToEnd(file: ReceivedFile): Promise<void> {
  let size = 0;
  for await (const piece of file.stream()) size += piece.length;
  if (size !== file.size) throw new Error(`${size} bytes came of ${file.size}`);
}
