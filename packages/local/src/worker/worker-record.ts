import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerState, EndCause, Owner } from '@celeriac/deployment';
import type { ProcessIdentity } from '@celeriac/state';

/** What is kept of a worker beside what it writes, so that other processes can tell of it. */
export interface WorkerRecord {
  readonly id: string;
  readonly name: string;
  readonly owner: Owner;
  readonly image: string;
  readonly specHash: string;
  readonly stopGraceMs: number;
  readonly state: ContainerState;
  /** Its main process, which leads a session. */
  readonly process?: ProcessIdentity;
  /** The process that started it and without which it does not go on. */
  readonly keeper: ProcessIdentity;
  /** The process that it was forked from. */
  readonly standby: ProcessIdentity;
  /** What its processes carry in their environment; see `MARK`. */
  readonly mark: string;
  /** Whether a process of it was killed at its memory limit. */
  readonly outOfMemory?: boolean;
  /** RFC 3339. */
  readonly createdAt: string;
  /** RFC 3339. */
  readonly startedAt?: string;
  /** RFC 3339; of one that ended, as are the next two. */
  readonly endedAt?: string;
  readonly exitCode?: number;
  readonly cause?: EndCause;
}

/** The file of a record in its worker's folder. */
export const RECORD_FILE = 'worker.json';

/** The records in a folder of workers. */
export async function listRecords(workersDirectory: string): Promise<readonly WorkerRecord[]> {
  const ids = await readdir(workersDirectory).catch(() => []);
  const found = await Promise.all(ids.map((id) => readRecord(join(workersDirectory, id))));
  return found.filter((record) => record !== undefined);
}

/** The record in a worker's folder; `undefined` where there is none. */
export async function readRecord(folder: string): Promise<WorkerRecord | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, RECORD_FILE), 'utf8')) as WorkerRecord;
  } catch {
    // Just made or just removed; a record that was half written tells of nothing that runs.
    return undefined;
  }
}
