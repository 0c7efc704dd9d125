import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { parseBuildMessage, type BuildMessage } from './build-message.ts';
import { dial } from './dial.ts';
import { openStream } from './open-stream.ts';
import { readJsonLines } from './read-json-lines.ts';
import { checkReference } from './reference.ts';
import { type CallOptions, callEngine, type Transport } from './transport.ts';

/** An image as the engine has it. */
export interface EngineImage {
  /** `sha256:…` */
  readonly id: string;
  /** `name:tag`; none where a newer image took them over. */
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly bytes: number;
}

/** How an image is built from a context. */
export interface ImageBuildSettings {
  readonly tag: string;
  /** Path of the Dockerfile in the context. */
  readonly dockerfile: string;
  readonly builder: 'buildkit' | 'classic';
  readonly labels?: Readonly<Record<string, string>>;
  readonly buildArguments?: Readonly<Record<string, string>>;
  /** Network of RUN instructions; the engine's default unless given. */
  readonly network?: string;
}

/** Images of an engine; every method throws `EngineError`. */
export interface EngineImages {
  /** Throws `NOT_FOUND` where there is none. */
  inspect(reference: string, options?: CallOptions): Promise<EngineImage>;
  /** Images that carry all of the labels; with `dangling` only those with, or without, a tag. */
  list(
    filter?: { readonly labels?: Readonly<Record<string, string>>; readonly dangling?: boolean },
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
          const image = await dial<Docker.ImageInspectInfo>(transport, { path, signal });
          const { Id: id, RepoTags: tags, Size: bytes } = image;
          return toImage({ id, tags, labels: image.Config?.Labels, bytes });
        },
      ),
    list: (filter = {}, options = {}) =>
      callEngine(transport, { ...options, action: 'list images' }, async (abortSignal) => {
        const filters: Record<string, string[]> = {};
        if (filter.labels) filters['label'] = toLabelFilter(filter.labels);
        if (filter.dangling !== undefined) filters['dangling'] = [String(filter.dangling)];
        const images = await docker.listImages({ filters, abortSignal });
        return images.map(({ Id: id, RepoTags: tags, Labels: labels, Size: bytes }) =>
          toImage({ id, tags, labels, bytes }),
        );
      }),
    build: (context, settings, options = {}) => build(transport, context, { settings, options }),
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

async function* build(
  transport: Transport,
  context: AsyncIterable<Uint8Array>,
  call: { readonly settings: ImageBuildSettings; readonly options: CallOptions },
): AsyncGenerator<BuildMessage, void, undefined> {
  const { settings, options } = call;
  const body = Readable.from(context, { objectMode: false });
  let broken: { readonly error: unknown } | undefined;
  body.once('error', (error) => {
    broken = { error };
  });
  const action = `build image ${settings.tag}`;
  try {
    const answer = openStream(transport, { ...options, action }, (abortSignal) =>
      transport.docker.buildImage(body, { ...toBuildOptions(settings), abortSignal }),
    );
    for await (const value of readJsonLines(answer)) {
      const message = parseBuildMessage(value);
      if (message !== undefined) yield message;
    }
  } catch (error) {
    if (broken !== undefined) throw broken.error;
    throw error;
  } finally {
    body.on('error', () => undefined);
    body.destroy();
  }
}

function toBuildOptions(settings: ImageBuildSettings): Docker.ImageBuildOptions {
  const { labels, buildArguments, network } = settings;
  return {
    t: settings.tag,
    dockerfile: settings.dockerfile,
    rm: true,
    forcerm: true,
    ...(labels ? { labels: { ...labels } } : {}),
    ...(buildArguments ? { buildargs: { ...buildArguments } } : {}),
    ...(network === undefined ? {} : { networkmode: network }),
    // The text '2' would make dockerode open a session for registry credentials; the number does not.
    ...(settings.builder === 'buildkit' ? { version: 2 as unknown as '2' } : {}),
  };
}

/** Labels in the form of the engine's filters. */
export function toLabelFilter(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}

function toImage(found: {
  readonly id: string;
  readonly tags: readonly string[] | null | undefined;
  readonly labels: Readonly<Record<string, string>> | null | undefined;
  readonly bytes: number;
}): EngineImage {
  const { id, bytes } = found;
  const tags = (found.tags ?? []).filter((tag) => tag !== '<none>:<none>');
  return { id, tags, labels: found.labels ?? {}, bytes };
}
