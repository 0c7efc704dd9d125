import { EventEmitter, once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerReference, ContainerStatus, EndCause, LogLine } from '@celeriac/deployment';
import { identityOf } from '@celeriac/state';
import { LogFile } from './log-file.ts';
import type { Launch, Standby, WorkerLimits } from './standby.ts';
import { toEndCause, toWorkerStatus } from './to-worker-status.ts';
import { RECORD_FILE, type WorkerRecord } from './worker-record.ts';

const SIGTERM = 15;
const SIGKILL = 9;

/** What a worker tells whoever follows it. */
interface Events {
  line: [LogLine];
  /** A process of it was killed for its memory; in MiB, what all had then. */
  outOfMemory: [{ readonly limitMiB: number; readonly peakMiB: number }];
  end: [EndCause];
}

/** A worker that this process started. */
export class LocalWorker {
  readonly folder: string;
  /** Whoever follows what it writes. */
  readonly events = new EventEmitter<Events>();
  readonly #standby: Standby;
  readonly #log: LogFile;
  #record: WorkerRecord;
  readonly #memoryMiB: number;
  /** Why all of it was killed, if it was. */
  #killedFor: EndCause | undefined;

  private constructor(
    record: WorkerRecord,
    { memoryMiB }: WorkerLimits,
    { folder, standby }: { readonly folder: string; readonly standby: Standby },
  ) {
    this.folder = folder;
    this.#record = record;
    this.#memoryMiB = memoryMiB;
    this.#standby = standby;
    this.#log = new LogFile(folder);
    this.events.setMaxListeners(0);
  }

  /** Forks a worker from a standby; its folder is there. */
  static async start(
    record: WorkerRecord,
    launch: Launch,
    from: { readonly standby: Standby; readonly folder: string },
  ): Promise<LocalWorker> {
    const worker = new LocalWorker(record, launch.limits, from);
    const pid = await from.standby.start(launch, {
      onLine: (stream, text) => worker.#tell(stream, text),
      onOutOfMemory: (kill) => worker.#outOfMemory(kill),
      onEnd: (how) => worker.#end(how),
    });
    worker.#keep({ state: 'running', process: identityOf(pid), startedAt: now() });
    return worker;
  }

  get status(): ContainerStatus {
    return toWorkerStatus(this.#record);
  }

  get record(): WorkerRecord {
    return this.#record;
  }

  get reference(): ContainerReference {
    const { id, name, owner } = this.#record;
    return { id, name, owner };
  }

  get hasEnded(): boolean {
    return this.#record.cause !== undefined;
  }

  /** Asks it to end, and after the grace kills it with all that it started. */
  async stop(graceMs: number): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.events, 'end');
    this.#keep({ state: 'stopping' });
    this.#standby.signal(this.#record.id, graceMs > 0 ? SIGTERM : SIGKILL);
    const timer = setTimeout(() => this.#standby.signal(this.#record.id, SIGKILL), graceMs);
    await ended;
    clearTimeout(timer);
  }

  /** Removes what is kept of it. */
  async remove(): Promise<void> {
    await this.stop(0);
    await rm(this.folder, { recursive: true, force: true });
  }

  #tell(stream: LogLine['stream'], text: string): void {
    const line = { container: this.#record.name, stream, text, time: now() };
    this.#log.append(line);
    this.events.emit('line', line);
  }

  #outOfMemory({
    peakMiB,
    isWhole,
  }: {
    readonly peakMiB: number;
    readonly isWhole: boolean;
  }): void {
    const memory = { limitMiB: this.#memoryMiB, peakMiB };
    if (isWhole) this.#killedFor = { kind: 'out-of-memory', ...memory };
    this.#keep({ outOfMemory: true });
    this.events.emit('outOfMemory', memory);
  }

  #end({ code, signal }: { readonly code?: number; readonly signal?: number }): void {
    const how = { ...(code !== undefined && { code }), ...(signal !== undefined && { signal }) };
    const cause = this.#killedFor ?? toEndCause(how, this.#record.state === 'stopping');
    const exitCode = code ?? 128 + (signal ?? 0);
    this.#keep({ state: 'stopped', cause, exitCode, endedAt: now() });
    this.events.emit('end', cause);
  }

  /** Synchronous, as another process reads it to know what runs. */
  #keep(change: Partial<WorkerRecord>): void {
    this.#record = { ...this.#record, ...change };
    const file = join(this.folder, RECORD_FILE);
    writeFileSync(`${file}.new`, JSON.stringify(this.#record), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}

function now(): string {
  return new Date().toISOString();
}
