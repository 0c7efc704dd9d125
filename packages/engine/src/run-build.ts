import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { type BuildMessage, parseBuildMessage } from './build-message.ts';
import { openStream } from './open-stream.ts';
import { readJsonLines } from './read-json-lines.ts';
import type { CallOptions, Transport } from './transport.ts';

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
  /** Such as `linux/arm64`; the engine's own unless given. */
  readonly platform?: string;
  /** Id of a session that is open, of BuildKit only. */
  readonly session?: string;
}

/** Builds an image; see `EngineImages.build`. */
export async function* runBuild(
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
  const { labels, buildArguments, network, platform, session } = settings;
  return {
    t: settings.tag,
    dockerfile: settings.dockerfile,
    rm: true,
    forcerm: true,
    ...(labels ? { labels: { ...labels } } : {}),
    ...(buildArguments ? { buildargs: { ...buildArguments } } : {}),
    ...(network === undefined ? {} : { networkmode: network }),
    ...(platform === undefined ? {} : { platform }),
    ...(session === undefined ? {} : { session }),
    // The text '2' would make dockerode open a session of its own; the number does not.
    ...(settings.builder === 'buildkit' ? { version: 2 as unknown as '2' } : {}),
  };
}
