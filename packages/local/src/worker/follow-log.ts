import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { LogLine } from '@celeriac/deployment';
import { LocalError } from '../local-error.ts';
import { aborted, streamWork } from '../host/stream-work.ts';
import type { LocalWorker } from './local-worker.ts';
import { readLog } from './log-file.ts';
import { tailLog } from './tail-log.ts';
import { toWorkerStatus } from './to-worker-status.ts';
import { readRecord } from './worker-record.ts';

/** What a worker wrote, and with `follow` what it writes until it ends. Throws `NOT_FOUND`. */
export async function* followLog(
  folder: string,
  options: {
    readonly worker: LocalWorker | undefined;
    readonly follow?: boolean;
    readonly tail?: number;
    readonly signal?: AbortSignal;
  },
): AsyncGenerator<LogLine, void, undefined> {
  const { worker, follow = false, tail, signal } = options;
  if (!existsSync(folder))
    throw new LocalError('NOT_FOUND', `There is no worker whose folder is ${folder}.`);
  const container = worker?.record.name ?? '';
  const past = readLog(folder, { container, ...(tail !== undefined && { tail }) });
  if (follow && worker === undefined) return yield* followOther(folder, { ...options, container });
  if (!follow || worker === undefined || worker.hasEnded) return yield* past;
  yield* streamWork<LogLine>(async (emit, stop) => {
    for (const line of past) emit(line);
    worker.events.on('line', emit);
    await Promise.race([once(worker.events, 'end'), aborted(stop)]);
    worker.events.off('line', emit);
  }, signal);
}

/** A worker that another process started, by what that one keeps of it. */
async function* followOther(
  folder: string,
  options: { readonly container: string; readonly tail?: number; readonly signal?: AbortSignal },
): AsyncGenerator<LogLine, void, undefined> {
  const { container, tail = Infinity, signal = new AbortController().signal } = options;
  const hasEnded = async (): Promise<boolean> => {
    const record = await readRecord(folder);
    return record === undefined || toWorkerStatus(record).cause !== undefined;
  };
  yield* tailLog(folder, { container, tail, hasEnded, signal });
}
