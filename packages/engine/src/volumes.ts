import type { ScratchVolume } from './container-config.ts';
import { toLabelFilter } from './images.ts';
import { checkReference } from './reference.ts';
import { type CallOptions, callEngine, type Transport } from './transport.ts';

/** A volume as the engine has it. */
export interface EngineVolume {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Volumes of an engine; every method throws `EngineError`. */
export interface EngineVolumes {
  /** No error where one of that name is there already; see `ScratchVolume` for its size. */
  create(
    config: { readonly name: string } & Partial<ScratchVolume>,
    options?: CallOptions,
  ): Promise<void>;
  /** With `unused` only those that no container has, running or not. */
  list(
    filter?: { readonly labels?: Readonly<Record<string, string>>; readonly unused?: boolean },
    options?: CallOptions,
  ): Promise<readonly EngineVolume[]>;
  /** Throws `CONFLICT` while a container has it. */
  remove(name: string, options?: CallOptions): Promise<void>;
}

/** Makes the volumes part of an engine. */
export function createVolumes(transport: Transport): EngineVolumes {
  const { docker } = transport;
  return {
    create: (config, options = {}) =>
      callEngine(
        transport,
        { ...options, action: `create volume ${config.name}` },
        async (abortSignal) => {
          await docker.createVolume({
            Name: config.name,
            Labels: { ...config.labels },
            ...(config.sizeBytes !== undefined && {
              DriverOpts: { size: String(config.sizeBytes) },
            }),
            abortSignal,
          });
        },
      ),
    list: (filter = {}, options = {}) =>
      callEngine(transport, { ...options, action: 'list volumes' }, async (abortSignal) => {
        const filters: Record<string, string[]> = {};
        if (filter.labels) filters['label'] = toLabelFilter(filter.labels);
        if (filter.unused === true) filters['dangling'] = ['true'];
        // Serialised here: the library's types promise an object, its query wants text.
        const found = await docker.listVolumes({ filters: JSON.stringify(filters), abortSignal });
        return (found.Volumes ?? []).map(({ Name, Labels }) => ({
          name: Name,
          labels: Labels ?? {},
        }));
      }),
    remove: (name, options = {}) =>
      callEngine(
        transport,
        { ...options, action: `remove volume ${name}` },
        async (abortSignal) => {
          await docker.getVolume(checkReference(name)).remove({ abortSignal });
        },
      ),
  };
}
