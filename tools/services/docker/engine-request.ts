import type { Readable } from 'node:stream';
import { request, type RequestOptions } from 'node:http';

/** Method and path of one request, e.g. `GET /_ping`. */
export type EngineCall = `${'GET' | 'POST' | 'DELETE'} /${string}`;

/** An answer of the Engine API. */
export interface EngineAnswer {
  readonly status: number;
  readonly body: string;
}

/** Where an engine listens, as options of `http.request`; `undefined` for an address we cannot speak to (`ssh://`, TLS). */
function parseDockerHost(dockerHost: string): RequestOptions | undefined {
  if (dockerHost.startsWith('unix://')) return { socketPath: dockerHost.slice('unix://'.length) };
  if (!/^(tcp|http):\/\//.test(dockerHost)) return undefined;
  const url = new URL(dockerHost.replace(/^tcp:/, 'http:'));
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port || '2375' };
}

function splitCall(call: EngineCall): { method: string; path: string } {
  const space = call.indexOf(' ');
  return { method: call.slice(0, space), path: call.slice(space + 1) };
}

/** Sends one request to the engine and reads the whole answer; rejects when nothing answers within `timeoutMs`. */
export function engineRequest(
  dockerHost: string,
  call: EngineCall,
  options: { readonly body?: Readable; readonly timeoutMs?: number } = {},
): Promise<EngineAnswer> {
  const { method, path } = splitCall(call);
  return new Promise((resolve, reject) => {
    const target = parseDockerHost(dockerHost);
    if (target === undefined) return reject(new Error(`unsupported engine address ${dockerHost}`));
    const headers = {
      host: 'docker',
      ...(options.body && { 'content-type': 'application/x-tar' }),
    };
    const outgoing = request({ ...target, method, path, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      );
    });
    outgoing.setTimeout(options.timeoutMs ?? 60_000, () =>
      outgoing.destroy(new Error(`${dockerHost} did not answer ${call} in time`)),
    );
    outgoing.on('error', reject);
    if (options.body === undefined) outgoing.end();
    else options.body.on('error', (error) => outgoing.destroy(error)).pipe(outgoing);
  });
}

/** Sends one request and parses the answer; throws on any status but a success. */
export async function engineJson<T>(dockerHost: string, call: EngineCall): Promise<T> {
  const answer = await engineRequest(dockerHost, call);
  if (answer.status < 200 || answer.status > 299) {
    throw new Error(`${call}: ${answer.status} ${answer.body.trim()}`);
  }
  return (answer.body === '' ? undefined : JSON.parse(answer.body)) as T;
}
