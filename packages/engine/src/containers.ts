import { type ContainerConfig, toCreateOptions } from './container-config.ts';
import { type ContainerPhase, type EngineContainer, toContainer } from './container-inspection.ts';
import { toLabelFilter } from './images.ts';
import { dial } from './dial.ts';
import type { EngineLogLine } from './log-line-reader.ts';
import { openStream } from './open-stream.ts';
import { type LogSelection, readLog } from './read-log.ts';
import { checkReference } from './reference.ts';
import { type CallOptions, callEngine, type Transport } from './transport.ts';

/** Which containers are meant, running or not; what is left out matches all. */
export interface ContainerFilter {
  readonly labels?: Readonly<Record<string, string>>;
  /** Name or id of a network that they belong to. */
  readonly network?: string;
}

/** One container of a list. */
export interface EngineContainerSummary {
  readonly id: string;
  readonly name: string;
  /** As it was asked for, or an id where that names another image by now. */
  readonly image: string;
  readonly imageId: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly phase: ContainerPhase;
  /** RFC 3339, to the second. */
  readonly createdAt: string;
}

/** Containers of an engine, by id or name; every method throws `EngineError`. */
export interface EngineContainers {
  /** Resolves to its id. Throws `CONFLICT` where the name is taken, `NOT_FOUND` for no such image. */
  create(config: ContainerConfig, options?: CallOptions): Promise<string>;
  /** No error where it runs already. */
  start(id: string, options?: CallOptions): Promise<void>;
  inspect(id: string, options?: CallOptions): Promise<EngineContainer>;
  list(filter?: ContainerFilter, options?: CallOptions): Promise<readonly EngineContainerSummary[]>;
  /** Sends its stop signal, waits for the grace, then kills. No error where it is stopped. */
  stop(id: string, options: CallOptions & { readonly graceSeconds: number }): Promise<void>;
  kill(id: string, options?: CallOptions & { readonly signalName?: string }): Promise<void>;
  /** Removes it with its anonymous volumes; with `force` a running one is killed. */
  remove(id: string, options?: CallOptions & { readonly force?: boolean }): Promise<void>;
  /** Resolves to the exit code when it has ended; bounded by `timeoutMs` like every call. */
  wait(id: string, options?: CallOptions): Promise<number>;
  /** A file or directory of it as a tar; it need not run. Throws `NOT_FOUND` where there is none. */
  archive(id: string, path: string, options?: CallOptions): AsyncIterable<Uint8Array>;
  /** What it wrote to its two streams. */
  logs(id: string, options?: LogSelection): AsyncIterable<EngineLogLine>;
}

/** Makes the containers part of an engine. */
export function createContainers(transport: Transport): EngineContainers {
  const { docker } = transport;
  const handle = (id: string) => docker.getContainer(checkReference(id));
  const call = <T>(
    action: string,
    options: CallOptions | undefined,
    run: (signal: AbortSignal) => Promise<T>,
  ) => callEngine(transport, { ...options, action }, run);
  return {
    create: (config, options) =>
      call(`create container ${config.name}`, options, async (abortSignal) => {
        const body = { ...toCreateOptions(config), abortSignal };
        return (await docker.createContainer(body)).id;
      }),
    start: (id, options) =>
      call(`start container ${id}`, options, (abortSignal) =>
        unlessDone(handle(id).start({ abortSignal })),
      ),
    inspect: (id, options) =>
      call(`inspect container ${id}`, options, async (abortSignal) =>
        toContainer(await handle(id).inspect({ abortSignal })),
      ),
    list: (filter = {}, options) =>
      call('list containers', options, async (abortSignal) => {
        const filters: Record<string, string[]> = {};
        if (filter.labels) filters['label'] = toLabelFilter(filter.labels);
        if (filter.network !== undefined) filters['network'] = [filter.network];
        const found = await docker.listContainers({ all: true, filters, abortSignal });
        return found.map((container) => ({
          id: container.Id,
          name: (container.Names[0] ?? '').replace(/^\//, ''),
          image: container.Image,
          imageId: container.ImageID,
          labels: container.Labels ?? {},
          phase: container.State as ContainerPhase,
          createdAt: new Date(container.Created * 1000).toISOString(),
        }));
      }),
    stop: (id, options) => {
      const timeoutMs = (options.timeoutMs ?? transport.timeoutMs) + options.graceSeconds * 1000;
      return call(`stop container ${id}`, { ...options, timeoutMs }, (abortSignal) =>
        unlessDone(handle(id).stop({ t: options.graceSeconds, abortSignal })),
      );
    },
    kill: (id, options) =>
      call(`kill container ${id}`, options, async (abortSignal) => {
        await handle(id).kill({ signal: options?.signalName ?? 'SIGKILL', abortSignal });
      }),
    archive: (id, path, options = {}) => {
      const action = `read ${path} of container ${id}`;
      return openStream(transport, { ...options, action }, (signal) =>
        dial<NodeJS.ReadableStream>(transport, {
          path: `/containers/${checkReference(id)}/archive?`,
          query: { path },
          stream: true,
          signal,
        }),
      );
    },
    remove: (id, options) =>
      call(`remove container ${id}`, options, async (abortSignal) => {
        const how = { v: true, force: options?.force ?? false, abortSignal };
        await handle(id).remove(how);
      }),
    wait: (id, options) =>
      call(`wait for container ${id}`, options, async (abortSignal) => {
        const ended = (await handle(id).wait({ abortSignal })) as { readonly StatusCode: number };
        return ended.StatusCode;
      }),
    logs: (id, options = {}) => readLog(transport, id, options),
  };
}

/** The engine answers 304 where a container already is as it should be. */
async function unlessDone(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if ((error as { readonly statusCode?: unknown }).statusCode !== 304) throw error;
  }
}
