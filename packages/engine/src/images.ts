import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { type BuildSessionSettings, openBuildSession } from './build-session.ts';
import type { BuildMessage } from './build-message.ts';
import { dial } from './dial.ts';
import { type EngineImage, fromInspection, fromSummary } from './engine-image.ts';
import { checkReference } from './reference.ts';
import { type ImageBuildSettings, runBuild } from './run-build.ts';
import { pullImage, pushImage, type TransferOptions } from './transfer-image.ts';
import type { TransferMessage } from './transfer-message.ts';
import { importImage } from './import-image.ts';
import { type CallOptions, callEngine, type Transport } from './transport.ts';

/** Images of an engine; every method throws `EngineError`. */
export interface EngineImages {
  /** Throws `NOT_FOUND` where there is none. */
  inspect(reference: string, options?: CallOptions): Promise<EngineImage>;
  /**
   * Images that carry all of the labels; with `dangling` only those with, or without, a tag; with
   * `all` the layers as well that the classic builder built others upon.
   */
  list(
    filter?: {
      readonly labels?: Readonly<Record<string, string>>;
      readonly dangling?: boolean;
      readonly all?: boolean;
    },
    options?: CallOptions,
  ): Promise<readonly EngineImage[]>;
  /**
   * Builds an image from a tar stream; the messages end when the build has.
   *
   * A failure of the build comes as an `error` message. Leaving the iteration, or an abort, ends the
   * build in the engine. What reading the context throws is thrown as it is.
   */
  build(
    context: AsyncIterable<Uint8Array>,
    settings: ImageBuildSettings,
    options?: CallOptions,
  ): AsyncIterable<BuildMessage>;
  /** Opens a session for builds with BuildKit: the engine asks on it, and the caller answers. */
  openSession(session: BuildSessionSettings, options?: CallOptions): Promise<Duplex>;
  /**
   * Pulls an image from the registry that its name tells; the messages end when it is there.
   *
   * What a registry refuses comes as an `error` message or as an `EngineError`. Leaving the
   * iteration, or an abort, ends the transfer in the engine.
   */
  pull(reference: string, options?: TransferOptions): AsyncIterable<TransferMessage>;
  /** Pushes an image to the registry that its name tells; like `pull` otherwise. */
  push(reference: string, options?: TransferOptions): AsyncIterable<TransferMessage>;
  /** Makes an image of one layer from a tar of its files. */
  import(
    layer: Uint8Array,
    target: { readonly repository: string; readonly tag: string },
    options?: CallOptions,
  ): Promise<void>;
  /** Gives an image one more name. */
  tag(
    reference: string,
    target: { readonly repository: string; readonly tag: string },
    options?: CallOptions,
  ): Promise<void>;
  /** Removes a tag, and the image with its last; `keepParents` spares untagged layers below it. */
  remove(
    reference: string,
    options?: CallOptions & { readonly force?: boolean; readonly keepParents?: boolean },
  ): Promise<void>;
}

/** Makes the images part of an engine. */
export function createImages(transport: Transport): EngineImages {
  const { docker } = transport;
  return {
    inspect: (reference, options = {}) =>
      callEngine(
        transport,
        { ...options, action: `inspect image ${reference}` },
        async (signal) => {
          const path = `/images/${checkReference(reference)}/json`;
          return fromInspection(await dial<Docker.ImageInspectInfo>(transport, { path, signal }));
        },
      ),
    list: (filter = {}, options = {}) =>
      callEngine(transport, { ...options, action: 'list images' }, async (abortSignal) => {
        const filters: Record<string, string[]> = {};
        if (filter.labels) filters['label'] = toLabelFilter(filter.labels);
        if (filter.dangling !== undefined) filters['dangling'] = [String(filter.dangling)];
        const all = filter.all ?? false;
        const images = await docker.listImages({ all, filters, abortSignal });
        return images.map(fromSummary);
      }),
    build: (context, settings, options = {}) => runBuild(transport, context, { settings, options }),
    openSession: (session, options = {}) => openBuildSession(transport, session, options),
    pull: (reference, options = {}) => pullImage(transport, reference, options),
    push: (reference, options = {}) => pushImage(transport, reference, options),
    import: (layer, target, options = {}) =>
      importImage(transport, layer, { ...target, ...options }),
    tag: (reference, { repository, tag }, options = {}) =>
      callEngine(
        transport,
        { ...options, action: `tag image ${reference}` },
        async (abortSignal) => {
          const image = docker.getImage(checkReference(reference));
          await image.tag({ repo: repository, tag, abortSignal });
        },
      ),
    remove: (reference, options = {}) =>
      callEngine(transport, { ...options, action: `remove image ${reference}` }, async (signal) => {
        const { force = false, keepParents = false } = options;
        const image = docker.getImage(checkReference(reference));
        await image.remove({ force, noprune: keepParents, abortSignal: signal });
      }),
  };
}

/** Labels in the form of the engine's filters. */
export function toLabelFilter(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}
