import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type {
  ContainerSpec,
  ContainerStatus,
  OwnerFilter,
  Spawner,
  StartedContainer,
} from '@celeriac/deployment';
import { identityOf, makeFolder } from '@celeriac/state';
import { IMAGE_FILES, imageFolder, type LocalImage, readImage } from './image/image-folder.ts';
import { imagesOf, type LocalPlace, workersOf } from './local-place.ts';
import { LocalError } from './local-error.ts';
import { followLog } from './worker/follow-log.ts';
import { LocalWorker } from './worker/local-worker.ts';
import { killMarked } from './worker/marked-processes.ts';
import type { WorkerLimits } from './worker/standby.ts';
import { homeOf, StandbyPool } from './worker/standby-pool.ts';
import { sweepLeft } from './worker/sweep-left.ts';
import { toWorkerStatus } from './worker/to-worker-status.ts';
import { isOf, WorkerEvents } from './worker/worker-events.ts';
import { toWorkerEnvironment } from './worker/worker-environment.ts';
import { listRecords, type WorkerRecord } from './worker/worker-record.ts';

/** A spawner whose workers end with it. */
export interface LocalSpawner extends Spawner, AsyncDisposable {}

const TASKS = { least: 128, most: 512 } as const;

/**
 * Runs workers as processes of this one: the same main and runtime as in a container, from the
 * folders that `createLocalBuilder` makes.
 *
 * They end with this process, however it ends. Memory, processors, and the number of processes are
 * limited as in a container (Linux), disk, shared memory and network are not. Failures are `LocalError`.
 */
export function createLocalSpawner(place: LocalPlace): LocalSpawner {
  const workers = new Map<string, LocalWorker>();
  const standbys = new StandbyPool();
  const events = new WorkerEvents();
  const mark = randomBytes(12).toString('hex');
  const find = (id: string): LocalWorker | undefined => workers.get(id);

  async function start(spec: ContainerSpec): Promise<StartedContainer> {
    const began = performance.now();
    const image = await readImage(imagesOf(place), spec.image);
    if (image === undefined) throw noImage(spec);
    await makeRoom(spec.name);
    const id = `${spec.name}.${randomBytes(4).toString('hex')}`;
    const folder = join(workersOf(place), id);
    const where = {
      environment: image.environment,
      home: homeOf(place.directory),
      temporary: join(folder, 'tmp'),
      mark,
      path: place.env['PATH'] ?? '',
    };
    await makeFolder(where.home);
    await makeFolder(where.temporary);
    const shared = { ...where, temporary: where.home };
    const { standby, isNew } = await standbys.take(spec, image, shared);
    const files = filesOf(place, image);
    if (isNew) standby.preload(files.code, files.functionTable);
    const keeper = identityOf(process.pid);
    const record = { ...toRecord(spec, id), keeper, standby: identityOf(standby.pid ?? 0), mark };
    const env = {
      ...toWorkerEnvironment(spec, { ...where, mark: `${mark}.${id}` }),
      CELERIAC_TOLD_KILLS: join(folder, 'killed'),
    };
    const launch = { id, main: files.main, directory: files.code, env, limits: toLimits(spec) };
    const created = performance.now();
    const worker = await LocalWorker.start(record, launch, { standby, folder });
    const times = { createMs: created - began, startMs: performance.now() - created };
    workers.set(id, worker);
    events.watch(worker);
    worker.events.once('end', () => {
      killMarked(`${mark}.${id}`);
      void standbys.closeReplaced();
    });
    if (!isNew) standby.preload(files.code, files.functionTable);
    return { ...worker.status, times };
  }

  /** One that has ended makes room for another of its name. */
  async function makeRoom(name: string): Promise<void> {
    for (const [id, worker] of workers) {
      if (worker.record.name !== name) continue;
      if (!worker.hasEnded) throw new LocalError('CONFLICT', `A worker ${name} runs already.`);
      await worker.remove();
      workers.delete(id);
    }
  }

  async function list(owner: OwnerFilter): Promise<readonly ContainerStatus[]> {
    const known = [...workers.values()].map(({ status }) => status);
    const others = (await listRecords(workersOf(place)))
      .filter(({ id }) => !workers.has(id))
      .map(toWorkerStatus);
    return [...known, ...others].filter((status) => isOf(status, owner));
  }

  return {
    start: (spec) => start(spec),
    list: (owner) => list(owner),
    async stop(id, { graceMs } = {}) {
      const worker = find(id);
      await worker?.stop(graceMs ?? worker.record.stopGraceMs);
    },
    async remove(id) {
      const worker = find(id);
      if (worker === undefined) return;
      await worker.remove();
      workers.delete(id);
      events.removed(worker);
    },
    logs: (id, options = {}) =>
      followLog(join(workersOf(place), id), { worker: find(id), ...options }),
    events: (owner, { signal } = {}) => events.follow(owner, signal),
    // Its workers are processes of this machine, in no network of their own.
    secure: async () => [],
    async sweep() {
      await sweepLeft(place);
    },
    async [Symbol.asyncDispose]() {
      await standbys[Symbol.asyncDispose]();
      await Promise.all([...workers.values()].map((worker) => worker.remove()));
      workers.clear();
      killMarked(mark);
    },
  };
}

/** The bound of processes is that of a container with as much memory. */
function toLimits({ memoryMiB, cpu }: ContainerSpec): WorkerLimits {
  const tasks = Math.max(TASKS.least, Math.min(TASKS.most, memoryMiB));
  return { memoryMiB, tasks, cpus: Math.ceil(cpu) };
}

function filesOf(
  place: LocalPlace,
  { image }: LocalImage,
): Record<'main' | 'code' | 'functionTable', string> {
  const folder = imageFolder(imagesOf(place), image);
  const { main, code, functionTable } = IMAGE_FILES;
  return {
    main: join(folder, main),
    code: join(folder, code),
    functionTable: join(folder, functionTable),
  };
}

function toRecord(
  { name, owner, image, specHash, stopGraceMs }: ContainerSpec,
  id: string,
): Omit<WorkerRecord, 'keeper' | 'standby' | 'mark'> {
  const createdAt = new Date().toISOString();
  return { id, name, owner, image, specHash, stopGraceMs, state: 'pending', createdAt };
}

function noImage({ name, image }: ContainerSpec): LocalError {
  return new LocalError('IMAGE_NOT_FOUND', `${name}: there is no folder of the image ${image}.`, {
    remedy:
      'Deploy again; an app whose container.json names a ready "image" needs a container engine: use --docker.',
  });
}
