import { createHash, randomBytes } from 'node:crypto';
import type { Functions, ReceivedFile } from '@celeriac/functions';

/** What came of one large value. */
export interface LargeRow {
  readonly what: string;
  readonly mib: number;
  readonly seconds: number;
  /** How much this process grew meanwhile, and the most that the worker's had. */
  readonly clientMiB: number;
  readonly workerMiB?: number;
  readonly same: boolean;
}

const MIB = 1_048_576;

/** Sends and gets a file of that size, which streams, and a blob, which is in memory on both sides. */
export async function runLarge(functions: Functions, mib: number): Promise<readonly LargeRow[]> {
  const piece = randomBytes(MIB);
  const whole = createHash('sha256');
  for (let sent = 0; sent < mib; sent += 1) whole.update(piece);
  const sha256 = whole.digest('hex');
  const measure = async (
    what: string,
    run: (look: () => void) => Promise<{ same: boolean; workerMiB?: number }>,
  ): Promise<LargeRow> => {
    const before = process.memoryUsage.rss();
    const began = performance.now();
    let most = before;
    const look = (): void => void (most = Math.max(most, process.memoryUsage.rss()));
    const ticker = setInterval(look, 20);
    const came = await run(look).finally(() => clearInterval(ticker));
    const seconds = Math.round((performance.now() - began) / 10) / 100;
    return { what, mib, seconds, clientMiB: Math.round((most - before) / MIB), ...came };
  };
  return [
    await measure('a file sent', async (look) => {
      async function* stream(): AsyncGenerator<Uint8Array> {
        for (let sent = 0; sent < mib; sent += 1) {
          look();
          yield piece;
        }
      }
      const data = { name: 'large.bin', size: mib * MIB, stream };
      const answer = (await functions.call('Values:digest_file', { data })) as DigestAnswer;
      return {
        same: answer.sha256 === sha256,
        workerMiB: Math.round(Number(answer.peakKiB) / 1024),
      };
    }),
    await measure('a file received', async (look) => {
      const size = BigInt(mib * MIB);
      const made = (await functions.call('Values:make_file', { size })) as ReceivedFile;
      // What is made counts from 0 to 255, again and again; it comes in pieces of at most 1 MiB.
      const counted = Buffer.from(Uint8Array.from({ length: MIB + 256 }, (_, at) => at));
      let [got, same] = [0, true];
      for await (const part of made.stream()) {
        look();
        same &&= Buffer.compare(part, counted.subarray(got & 255, (got & 255) + part.length)) === 0;
        got += part.length;
      }
      return { same: same && got === mib * MIB };
    }),
    await measure('a blob sent', async () => {
      const data = new Uint8Array(mib * MIB);
      for (let at = 0; at < mib; at += 1) data.set(piece, at * MIB);
      return { same: (await functions.call('Values:digest', { data })) === sha256 };
    }),
  ];
}

interface DigestAnswer {
  readonly sha256: string;
  readonly peakKiB: bigint;
}
