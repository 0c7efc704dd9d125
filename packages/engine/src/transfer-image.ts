import { dial } from './dial.ts';
import { openStream } from './open-stream.ts';
import { readJsonLines } from './read-json-lines.ts';
import { checkReference } from './reference.ts';
import { type RegistryCredential, toRegistryAuth } from './registry-credential.ts';
import { parseTransferMessage, type TransferMessage } from './transfer-message.ts';
import type { CallOptions, Transport } from './transport.ts';

/** How an image is pulled or pushed. */
export interface TransferOptions extends CallOptions {
  readonly credential?: RegistryCredential;
  /** Of a pull: such as `linux/arm64`; the engine's own unless given. */
  readonly platform?: string;
}

/** Pulls an image; see `EngineImages.pull`. */
export function pullImage(
  transport: Transport,
  reference: string,
  options: TransferOptions,
): AsyncGenerator<TransferMessage, void, undefined> {
  const { repository, tag } = splitReference(checkReference(reference));
  const { platform } = options;
  return transfer(transport, options, {
    action: `pull image ${reference}`,
    path: '/images/create?',
    query: { fromImage: repository, tag, ...(platform === undefined ? {} : { platform }) },
  });
}

/** Pushes an image; see `EngineImages.push`. */
export function pushImage(
  transport: Transport,
  reference: string,
  options: TransferOptions,
): AsyncGenerator<TransferMessage, void, undefined> {
  const { repository, tag } = splitReference(checkReference(reference));
  return transfer(transport, options, {
    action: `push image ${reference}`,
    path: `/images/${repository}/push?`,
    query: { tag },
  });
}

async function* transfer(
  transport: Transport,
  options: TransferOptions,
  request: {
    readonly action: string;
    readonly path: string;
    readonly query: Readonly<Record<string, string>>;
  },
): AsyncGenerator<TransferMessage, void, undefined> {
  const { action, path, query } = request;
  const headers = { 'X-Registry-Auth': toRegistryAuth(options.credential) };
  const answer = openStream(transport, { ...options, action }, (signal) =>
    dial<NodeJS.ReadableStream>(transport, {
      ...{ method: 'POST', path, query, headers },
      ...{ stream: true, signal },
    }),
  );
  for await (const value of readJsonLines(answer)) {
    const message = parseTransferMessage(value);
    if (message !== undefined) yield message;
  }
}

/** `name:tag`, `name@sha256:…` or a name alone, whose tag is `latest`. */
function splitReference(reference: string): {
  readonly repository: string;
  readonly tag: string;
} {
  const digest = reference.indexOf('@');
  if (digest > 0)
    return { repository: reference.slice(0, digest), tag: reference.slice(digest + 1) };
  const colon = reference.lastIndexOf(':');
  if (colon < reference.lastIndexOf('/') || colon < 0)
    return { repository: reference, tag: 'latest' };
  return { repository: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}
